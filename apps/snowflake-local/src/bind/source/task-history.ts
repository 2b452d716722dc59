import { quoteText } from '../../types/duck-text.js';
import { compare } from '../../types/operators/comparison.js';
import { duckType, narrowForm } from '../../types/physical.js';
import { fixed, type SnowType, text, timestamp } from '../../types/snow-type.js';
import type { Environment } from '../frame.js';
import type { OutColumn } from '../query.js';
import { type Relation, relationColumns } from '../relation.js';
import type { TableArguments } from './table-arguments.js';

const FUNCTION = /^(?:[^.]*\.)?INFORMATION_SCHEMA\.TASK_HISTORY$/;

export const isTaskHistory = (name: string): boolean => FUNCTION.test(name);

const [TEXT, NUMBER, TIME] = [text(), fixed(38, 0), timestamp('timestamp_ltz', 3)];
const time = (column: string): string => `make_timestamp(r.${column} * 1000)`;

/** Its columns, and their values over a row of the runs; NULL is what this server does not know, such as the next run by a schedule. */
const COLUMNS: readonly (readonly [name: string, type: SnowType, sql: string])[] = [
  ['QUERY_ID', TEXT, 'r.query_id'],
  ['NAME', TEXT, 'r.name'],
  ['DATABASE_NAME', TEXT, 'r.database_name'],
  ['SCHEMA_NAME', TEXT, 'r.schema_name'],
  ['QUERY_TEXT', TEXT, 'r.query_text'],
  ['CONDITION_TEXT', TEXT, 'r.condition_text'],
  ['STATE', TEXT, 'r.state'],
  ['ERROR_CODE', TEXT, 'r.error_code'],
  ['ERROR_MESSAGE', TEXT, 'r.error_message'],
  ['SCHEDULED_TIME', TIME, time('scheduled_on')],
  ['QUERY_START_TIME', TIME, time('started_on')],
  ['NEXT_SCHEDULED_TIME', TIME, 'NULL'],
  ['COMPLETED_TIME', TIME, time('completed_on')],
  ['ROOT_TASK_ID', TEXT, 'r.root_id'],
  ['GRAPH_VERSION', NUMBER, '1'],
  ['RUN_ID', NUMBER, 'r.run_id'],
  ['RETURN_VALUE', TEXT, 'r.return_value'],
  ['SCHEDULED_FROM', TEXT, "'EXECUTE TASK'"],
  ['ATTEMPT_NUMBER', NUMBER, '1'],
  ['CONFIG', TEXT, 'r.config'],
  ['QUERY_HASH', TEXT, 'NULL'],
  ['QUERY_HASH_VERSION', NUMBER, 'NULL'],
  ['QUERY_PARAMETERIZED_HASH', TEXT, 'NULL'],
  ['QUERY_PARAMETERIZED_HASH_VERSION', NUMBER, 'NULL'],
  ['GRAPH_RUN_GROUP_ID', NUMBER, 'r.run_id'],
];

const DEFAULT_LIMIT = 100;
const HIGHEST_LIMIT = 10_000;

/** `INFORMATION_SCHEMA.TASK_HISTORY(...)`: the latest runs first. Its limit is applied before any WHERE of the query. */
export function taskHistory(args: TableArguments, environment: Environment): Relation {
  const { context, state } = environment;
  const from = args.take('SCHEDULED_TIME_RANGE_START', false);
  const to = args.take('SCHEDULED_TIME_RANGE_END', false);
  const limit = args.count('RESULT_LIMIT', false) ?? DEFAULT_LIMIT;
  const name = args.text('TASK_NAME', false);
  const root = args.text('ROOT_TASK_ID', false);
  const onlyErrors = args.flag('ERROR_ONLY') ?? false;
  args.finish();
  if (limit < 1 || limit > HIGHEST_LIMIT) throw args.invalid('RESULT_LIMIT', `from 1 to ${HIGHEST_LIMIT}`);
  const columns = COLUMNS.map(
    ([column, type]): OutColumn => ({ name: column, type, physical: narrowForm(type), nullable: true }),
  );
  const items = COLUMNS.map(([, type, sql], at) => `CAST(${sql} AS ${duckType(type, narrowForm(type))}) AS c${at}`);
  const wanted = [
    ...(context.session.database === null ? [] : [`r.database_name = ${quoteText(context.session.database)}`]),
    ...(name === undefined ? [] : [`upper(r.name) = ${quoteText(name.toUpperCase())}`]),
    ...(root === undefined ? [] : [`CAST(r.root_id AS VARCHAR) = ${quoteText(root)}`]),
    ...(onlyErrors ? ["r.state = 'FAILED'"] : []),
  ];
  const where = wanted.length === 0 ? '' : ` WHERE ${wanted.join(' AND ')}`;
  const runs = `SELECT ${items.join(', ')}, r.scheduled_on AS n FROM _sf.task_runs r${where}`;
  const rows = state.nextTable();
  const scheduled = relationColumns(rows, columns).find((column) => column.name === 'SCHEDULED_TIME')?.value;
  if (scheduled === undefined) throw new Error('A history has times');
  const conditions = [
    ...(from === undefined ? [] : [compare('>=', scheduled, from, context.values).sql]),
    ...(to === undefined ? [] : [compare('<=', scheduled, to, context.values).sql]),
  ];
  const kept = columns.map((_, index) => `${rows}.c${index} AS c${index}`).join(', ');
  const within = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  const sql = `SELECT ${kept} FROM (${state.embed(runs)}) AS ${rows}${within} ORDER BY ${rows}.n DESC, ${rows}.c15 DESC LIMIT ${limit}`;
  return { sql, columns };
}
