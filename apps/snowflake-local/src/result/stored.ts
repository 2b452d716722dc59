import { crc32 } from 'node:zlib';
import type { OutColumn } from '../bind/query.js';
import type { StageTransfer, StatementOutcome } from '../execute/statement.js';
import type { ParameterValue } from '../session/parameters.js';
import type { ChunkPlan } from './chunk-plan.js';

/** Cells of one row, in the JSON encoding of the wire protocol. */
export type WireRow = readonly (string | null)[];

/** Everything needed to give the same answer again, for 24 hours and across a restart. */
export interface StoredResult {
  /** Version of this form. */
  readonly version: 1;
  readonly queryId: string;
  /** The only user who may read it. */
  readonly user: string;
  readonly sessionId: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly statementTypeId: number;
  readonly columns: readonly OutColumn[];
  readonly total: number;
  readonly body: ResultBody;
  readonly stats?: NonNullable<StatementOutcome['stats']>;
  /** Children of a multi-statement request. */
  readonly children?: readonly { readonly queryId: string; readonly statementTypeId: number }[];
  /** Where the session stood after the statement. */
  readonly final: SessionPlace;
  /** Parameters the session had set: drivers format values by those that come with the result. */
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly bindCount: number;
  /** Absent where it is not. */
  readonly arrayBindSupported?: boolean;
}

export interface SessionPlace {
  readonly database: string | null;
  readonly schema: string | null;
  readonly warehouse: string | null;
  readonly role: string;
}

export type ResultBody =
  | {
      readonly kind: 'inline';
      readonly rows: readonly WireRow[];
      /** By row the stored texts of the semi-structured columns, where what is shown of them leaves types out. */
      readonly kept?: readonly WireRow[];
    }
  /** Rows in `<query id>.parquet`, columns c0 to cn in their physical forms; `head` are the first, as they go inline. */
  | { readonly kind: 'parquet'; readonly head: readonly WireRow[]; readonly chunks: ChunkPlan }
  /** PUT and GET: what the driver is told to do. */
  | ({ readonly kind: 'transfer' } & StageTransfer);

/** The text of its file: the result in one line, and in a second one the CRC-32 of the first. */
export function writtenStored(result: StoredResult): string {
  const json = JSON.stringify(result);
  return `${json}\n${checksumOf(json)}\n`;
}

/** @throws when the text is not a whole stored result of that query, as it was written. */
export function readStored(text: string, queryId: string): StoredResult {
  const [json = '', checksum = ''] = text.split('\n');
  // Files of before have one line.
  if (text.includes('\n') && checksum !== checksumOf(json))
    throw new Error('its bytes are not those that were written');
  const result: unknown = JSON.parse(json);
  if (!isStored(result) || result.queryId !== queryId) throw new Error(`no stored result of query ${queryId}`);
  return result;
}

const checksumOf = (json: string): string => crc32(json).toString(16).padStart(8, '0');

const isStored = (value: unknown): value is StoredResult =>
  typeof value === 'object' &&
  value !== null &&
  'version' in value &&
  value.version === 1 &&
  'columns' in value &&
  Array.isArray(value.columns) &&
  'body' in value &&
  typeof value.body === 'object' &&
  value.body !== null &&
  'final' in value &&
  typeof value.final === 'object' &&
  value.final !== null;
