import { compilationError } from '../../errors.js';
import type { FunctionSource, StageLocation } from '../../parse/ast.js';
import { parseStageLocation } from '../../parse/parse.js';
import { BOOLEAN, fixed, MAX_PRECISION, text } from '../../types/snow-type.js';
import type { Environment } from '../frame.js';
import { type OutColumn } from '../query.js';
import { relationColumns } from '../relation.js';
import type { FromClause } from '../scope.js';
import { renamed } from './alias.js';
import type { TableArguments } from './table-arguments.js';

const word = (name: string): OutColumn => ({ name, type: text(), physical: 'varchar', nullable: false });
const COLUMNS: readonly OutColumn[] = [
  word('COLUMN_NAME'),
  word('TYPE'),
  { name: 'NULLABLE', type: BOOLEAN, physical: 'boolean', nullable: false },
  word('EXPRESSION'),
  word('FILENAMES'),
  { name: 'ORDER_ID', type: fixed(MAX_PRECISION), physical: 'bigint', nullable: false },
];

/** `INFER_SCHEMA(LOCATION => '@stage/path', FILE_FORMAT => 'name', …)`: the columns that staged files have. */
export function bindInferSchema(args: TableArguments, item: FunctionSource, environment: Environment): FromClause {
  const { context, state } = environment;
  const location = args.text('LOCATION');
  const format = args.text('FILE_FORMAT');
  const files = args.text('FILES');
  const inference = {
    format: format ?? null,
    files: files === undefined ? null : files.split(',').map((name) => name.trim().replace(/^'(.*)'$/, '$1')),
    ignoreCase: args.flag('IGNORE_CASE') ?? false,
    maxFiles: args.count('MAX_FILE_COUNT') ?? Number.MAX_SAFE_INTEGER,
    maxRecords: args.count('MAX_RECORDS_PER_FILE') ?? Number.MAX_SAFE_INTEGER,
  };
  const kind = args.text('KIND');
  args.finish();
  if (location === undefined) throw args.missing('LOCATION');
  if (kind !== undefined && kind.toUpperCase() !== 'STANDARD') throw args.invalid('KIND', "'STANDARD'");
  const sql = state.embed(context.stages.infer(locationOf(location, args), inference, context));
  const table = state.nextTable();
  return renamed(
    `(${sql}) AS ${table}`,
    { path: [], columns: relationColumns(table, COLUMNS) },
    item.alias,
    environment,
  );
}

function locationOf(written: string, args: TableArguments): StageLocation {
  const location = parseStageLocation(written);
  if (location !== null) return location;
  throw compilationError(
    '001015',
    '22023',
    `Argument LOCATION of INFER_SCHEMA is no stage: '${written}'.`,
    args.position,
  );
}
