/** What to write instead of a name of another library, by the letters of the name. A name that is here by now is never looked up. */
export type ForeignNames = ReadonlyMap<string, string>;

/** `collect_nowait`, `collectNowait` and `collectNoWait` are one name. */
export const plainName = (name: string): string => name.replaceAll('_', '').toLowerCase();

/** Names in one text, each with the same answer. */
type Answers = readonly (readonly [names: string, cure: string])[];

const named = (answers: Answers): ForeignNames =>
  new Map(
    answers.flatMap(([names, cure]) => names.split(' ').map((name): [string, string] => [plainName(name), cure])),
  );

const IN_SQL = 'Write it as SQL: session.sql(…) takes any statement, sqlExpr(…) and callFunction(…) any expression.';
const NO_PANDAS = 'There is no pandas here: toArrow() gives a table of columns, collect() gives rows.';
const REGISTERED = `Functions and procedures are made in SQL, session.sql('CREATE FUNCTION …'), and called with callFunction(…).`;
const NO_PACKAGES = 'No Python runs here, so that there are no packages and imports of it.';
const NO_TELEMETRY = 'Nothing is sent but what you ask for, so that there is nothing to switch.';

export const FRAME_NAMES = named([
  ['to_pandas to_pandas_batches to_snowpark_pandas', NO_PANDAS],
  ['minus subtract', 'Write except(other).'],
  ['take head', 'Write first(rows).'],
  ['with_columns_renamed', 'Write rename({ old: new }).'],
  ['approx_quantile corr cov crosstab', 'It is among the statistics: frame.stat.corr(…).'],
  ['ai', 'Write callFunction(…) with the name of the function, such as AI_COMPLETE.'],
  ['foreach for_each', 'Write for await (const row of frame.toLocalIterator()).'],
  ['get_execution_profile', 'Write explain(), or ask QUERY_HISTORY for the query ID.'],
  ['drop_table', 'Write session.table(name).dropTable().'],
]);

export const SESSION_NAMES = named([
  ['udf udtf udaf sproc add_import add_packages add_requirements', REGISTERED],
  [
    'get_imports remove_import clear_imports get_packages remove_package clear_packages replicate_local_environment ' +
      'custom_package_usage_config',
    NO_PACKAGES,
  ],
  [
    'telemetry_enabled client_telemetry ast_listener udf_profiler stored_procedure_profiler dataframe_profiler',
    NO_TELEMETRY,
  ],
  ['write_pandas', 'Write createDataFrame(rows).write.saveAsTable(name).'],
  ['write_arrow', 'Write createDataFrame(table.toArray()).write.saveAsTable(name).'],
  ['query_tag', 'Write setQueryTag(tag) and getQueryTag(), or give an action { statementParams }.'],
  [
    'conf sql_simplifier_enabled cte_optimization_enabled',
    'There is nothing to switch: the SQL is always the shortest.',
  ],
  ['catalog lineage', `Write SQL: session.sql('SHOW TABLES'), session.sql('DESCRIBE TABLE …').`],
  ['select', 'Write session.sql(text), or session.table(name).select(…).'],
  ['execute query run', 'Write session.sql(text).collect().'],
  ['flatten', "Write tableFunction(flatten(lit('[1]')))."],
  ['is_feature_enabled_for_version', IN_SQL],
  ['get_active_session', 'Write Session.getActiveSession().'],
  ['connection', 'It belongs to the session alone, or to who gave it.'],
  ['version', "It is the version of the package: import { version } from '@firn/snowpark/package.json'."],
]);

export const COLUMN_NAMES = named([
  ['isin', 'Write in(…).'],
  ['alias name', 'Write as(name).'],
  ['astype', 'Write cast(type).'],
  ['equals eq_null_safe', 'Write eq(other), or equalNull(other) where NULL equals NULL.'],
  ['ne not_equal', 'Write neq(other).'],
  ['ge gte', 'Write geq(other).'],
  ['le lte', 'Write leq(other).'],
  ['add', 'Write plus(other).'],
  ['sub subtract', 'Write minus(other).'],
  ['mul times', 'Write multiply(other).'],
  ['div', 'Write divide(other).'],
  ['bitwise_and bitwise_or bitwise_xor', 'Write bitand(other), bitor(other) or bitxor(other).'],
  ['regexp', 'Write rlike(pattern).'],
  ['substring', 'Write substr(start, length).'],
  ['get_field', 'Write getItem(name).'],
  ['else', 'Write otherwise(value).'],
]);

export const ROW_NAMES = named([
  ['as_dict', 'Write toObject().'],
  ['count index', 'Write toArray(), which is a list.'],
]);

export const GROUPED_NAMES = named([
  ['mean', 'Write avg(…).'],
  ['builtin', 'Write function(name).'],
  ['apply_in_pandas', NO_PANDAS],
  ['ai_agg', IN_SQL],
]);

export const JOB_NAMES = named([
  ['to_pandas', `Write result('arrow'), or result().`],
  ['is_finished done', 'Write isDone().'],
]);

export const READER_NAMES = named([
  ['directory', 'Write session.directory(stage).'],
  ['file', 'Write session.sql(…) over LIST, or toFile(path) for one file.'],
  ['jdbc dbapi', 'Other databases are read by their own clients: createDataFrame(rows) takes what they give.'],
]);

export const WRITER_NAMES = named([]);
