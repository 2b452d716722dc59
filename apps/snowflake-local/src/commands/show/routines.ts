import type { RoutineEntry } from '../../catalog/entries.js';
import type { QualifiedSchema } from '../../catalog/names.js';
import { resultOf, returnsTable } from '../../catalog/routine-result.js';
import { type SnowType, typeText } from '../../types/snow-type.js';
import type { StatementContext } from '../statement-context.js';
import { type Listing, listed, schemasIn, sorted, yesNo } from './listing.js';

const COMMON = [
  'created_on:time',
  'name',
  'schema_name',
  'is_builtin',
  'is_aggregate',
  'is_ansi',
  'min_num_arguments:number',
  'max_num_arguments:number',
  'arguments',
  'description',
  'catalog_name',
  'is_table_function',
  'valid_for_clustering',
  'is_secure',
  'secrets',
  'external_access_integrations',
] as const;

/** The type without its length, as signatures have it. */
const typeName = (type: SnowType): string => typeText(type).replace(/\(.*/, '');

function signature(routine: RoutineEntry): string {
  const types = routine.parameters.map(
    ({ type, default: preset }) => `${preset === null ? '' : 'DEFAULT '}${typeName(type)}`,
  );
  return `${routine.name}(${types.join(', ')}) RETURN ${returned(routine)}`;
}

function returned(routine: RoutineEntry): string {
  const result = resultOf(routine);
  if (!returnsTable(result)) return typeName(result);
  return `TABLE (${result.map(({ name, type }) => `${name} ${typeName(type)}`).join(', ')})`;
}

function cellsOf(routine: RoutineEntry) {
  const { name, database, schema, createdOn, parameters, comment } = routine;
  const usual = `user-defined ${routine.kind}`;
  return [
    ...[new Date(createdOn), name, schema, 'N', 'N', 'N'],
    ...[parameters.filter((parameter) => parameter.default === null).length, parameters.length],
    ...[signature(routine), comment ?? usual, database, yesNo(returned(routine).startsWith('TABLE')), 'N'],
    ...[yesNo(routine.kind === 'function' && routine.secure), '', ''],
  ];
}

const listing = (
  names: readonly string[],
  find: (schema: QualifiedSchema, context: StatementContext) => readonly RoutineEntry[],
  rest: readonly string[],
): Listing => ({
  columns: listed(...COMMON, ...names),
  rows: (scope, context) =>
    schemasIn(scope, context)
      .flatMap((schema) => sorted(find(schema, context)))
      .map((routine) => ({ name: routine.name, cells: [...cellsOf(routine), ...rest] })),
});

export const PROCEDURES = listing([], (schema, { catalog }) => catalog.procedures(schema), []);
/** Those that users have made; the server's own are in its documentation. */
export const FUNCTIONS = listing(
  ['is_external_function', 'language', 'is_memoizable', 'is_data_metric'],
  (schema, { catalog }) => catalog.functions(schema),
  ['N', 'SQL', 'N', 'N'],
);
