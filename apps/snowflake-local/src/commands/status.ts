import type { OutColumn } from '../bind/query.js';
import type { PreparedStatement, StatementOutcome } from '../execute/statement.js';
import { text } from '../types/snow-type.js';

/** Identifiers of statement kinds on the wire; clients tell result sets from counts by them. */
export const STATEMENT_TYPE = {
  select: 4_096,
  insert: 12_544,
  update: 12_800,
  delete: 13_056,
  merge: 13_312,
  multiTableInsert: 13_568,
  copyIntoTable: 13_824,
  copyIntoLocation: 14_080,
  sessionControl: 16_384,
  alterSession: 16_640,
  use: 17_152,
  useDatabase: 17_153,
  useSchema: 17_154,
  useWarehouse: 17_155,
  show: 17_408,
  describe: 17_664,
  list: 18_177,
  transaction: 20_480,
  ddl: 24_576,
  get: 28_929,
  put: 28_930,
  remove: 28_931,
} as const;

export const EXECUTED = 'Statement executed successfully.';

export const textOutput = (name: string): OutColumn => ({ name, type: text(), physical: 'varchar', nullable: true });

export const STATUS_COLUMNS: readonly OutColumn[] = [textOutput('status')];

/** The one row that DDL and session commands answer. */
export const statusOutcome = (message: string = EXECUTED): StatementOutcome => ({
  columns: STATUS_COLUMNS,
  rows: { kind: 'values', cells: [[message]] },
});

type Overridable = Pick<PreparedStatement, 'run'> & Partial<PreparedStatement>;

/** A statement that touches no table and answers a status, unless `parts` says otherwise. */
export const commandStatement = (statementTypeId: number, parts: Overridable): PreparedStatement => ({
  statementTypeId,
  columns: STATUS_COLUMNS,
  needsWarehouse: false,
  locks: [],
  transaction: 'none',
  bindCount: 0,
  ...parts,
});
