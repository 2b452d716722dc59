import { AsyncJob, avg, col, Row, Session, UsageError, Window } from '@firn/snowpark';
import { RowHeader } from '../../libs/snowpark/src/row.js';
import { offline } from './offline.js';

const session = offline();
const frame = session.table('t');
const job = new AsyncJob<unknown, object>(
  {
    id: 'x',
    reference: { via: 'direct', id: 'x' },
    queryId: async () => 'x',
    queryText: async () => null,
    status: async () => 'running',
    wait: async () => 'running',
    progress: async () => ({
      status: 'running',
      phase: null,
      elapsedMs: null,
      rows: null,
      bytes: null,
      percent: null,
    }),
    result: async () => ({ columns: [], async *batches() {} }),
    cancel: async () => undefined,
    dispose: async () => undefined,
  },
  'rows',
  { frame: () => frame.as(), explain: async (error) => error },
);

/** Every public name of Snowpark for Python on an object that there is here too. */
const NAMES: readonly (readonly [on: string, object: object, names: string])[] = [
  [
    'Session',
    session,
    `table sql create_dataframe range table_function generator flatten directory read file call call_nowait create_async_job
    query_history ast_listener write_pandas write_arrow begin_transaction commit rollback use_database use_schema use_warehouse
    use_role use_secondary_roles get_current_account get_current_user get_current_database get_current_schema
    get_current_warehouse get_current_role get_fully_qualified_current_schema get_fully_qualified_name_if_possible
    get_session_stage query_tag append_query_tag update_query_tag cancel_all close session_id connection conf version
    telemetry_enabled add_import get_imports remove_import clear_imports add_packages get_packages remove_package
    clear_packages add_requirements replicate_local_environment custom_package_usage_config udf udtf udaf sproc udf_profiler
    stored_procedure_profiler dataframe_profiler client_telemetry lineage catalog is_feature_enabled_for_version
    getActiveSession get_active_session`,
  ],
  [
    'DataFrame',
    frame,
    `select select_expr selectExpr filter where sort order_by orderBy limit distinct drop_duplicates dropDuplicates drop
    with_column withColumn with_columns with_column_renamed withColumnRenamed rename to_df toDF alias col col_ilike agg group_by
    groupBy rollup cube group_by_grouping_sets pivot unpivot union union_all unionAll union_by_name unionByName
    union_all_by_name unionAllByName intersect except_ minus subtract join natural_join cross_join crossJoin lateral_join
    join_table_function flatten sample sample_by sampleBy random_split randomSplit describe dropna fillna replace na stat
    analytics ai write collect collect_nowait count first take to_local_iterator toLocalIterator to_pandas toPandas
    to_pandas_batches to_arrow to_arrow_batches to_snowpark_pandas show cache_result create_or_replace_view createOrReplaceView
    create_or_replace_temp_view create_temp_view create_or_replace_dynamic_table copy_into_table explain queries schema columns
    dtypes print_schema printSchema get_execution_profile approx_quantile corr cov crosstab`,
  ],
  ['Table', session.table('t'), 'update delete merge sample drop_table'],
  [
    'Column',
    col('a'),
    `getItem getField in_ isin between bitand bitor bitxor bitwiseAnd bitwiseOR bitwiseXOR equal_null eqNullSafe equal_nan
    is_null isNull is_not_null isNotNull cast astype try_cast asc asc_nulls_first asc_nulls_last desc desc_nulls_first
    desc_nulls_last like regexp rlike startswith endswith contains substr substring collate alias as_ name over within_group
    get_name getName else_`,
  ],
  [
    'GroupedDataFrame',
    frame.groupBy('a'),
    'agg avg mean sum min max median count function builtin pivot ai_agg apply_in_pandas',
  ],
  [
    'DataFrameWriter',
    frame.write,
    'mode option options partition_by format save_as_table insert_into copy_into_location save csv json parquet',
  ],
  [
    'DataFrameReader',
    session.read,
    'table schema option options with_metadata format load csv json avro parquet orc xml file directory jdbc dbapi',
  ],
  ['AsyncJob', job, 'result is_done is_failed status cancel query query_id to_df'],
  ['Row', new Row(new RowHeader([]), []), 'as_dict asDict count index'],
  ['WindowSpec', Window.partitionBy('a'), 'partition_by order_by rows_between range_between'],
  [
    'Window',
    Window,
    'partition_by order_by rows_between range_between unbounded_preceding unbounded_following current_row',
  ],
  ['SessionBuilder', Session.builder, 'config configs create'],
];

/** What JavaScript finds under a name: something, or a sentence. */
function answer(object: object, name: string): unknown {
  try {
    return Reflect.get(object, name, object);
  } catch (error) {
    return error;
  }
}

describe('a name of Snowpark for Python', () => {
  it.each(NAMES)('on a %s is there, or is answered with what to write', (on, object, names) => {
    for (const name of names.trim().split(/\s+/)) {
      const found = answer(object, name);
      if (found instanceof UsageError) {
        expect(found.message).toMatch(new RegExp(`^(DataFrame|${on}) has no ${name}\\. [A-Z].*[.)]$`));
      } else expect([name, typeof found]).not.toEqual([name, 'undefined']);
    }
  });

  it.each<[message: string, object: object, name: string]>([
    ['DataFrame has no collect_nowait. Write collectNowait.', frame, 'collect_nowait'],
    [
      'DataFrame has no toPandas. There is no pandas here: toArrow() gives a table of columns, collect() gives rows.',
      frame,
      'toPandas',
    ],
    ['DataFrame has no to_df. Write toDf.', frame, 'to_df'],
    ['DataFrame has no groupby. Write groupBy.', frame, 'groupby'],
    ['Session has no createDataframe. Write createDataFrame.', session, 'createDataframe'],
    ['Column has no isin. Write in(…).', col('a'), 'isin'],
    ['Column has no as_. Write as.', avg('a'), 'as_'],
    ['AsyncJob has no is_done. Write isDone.', job, 'is_done'],
    ['Window has no partition_by. Write partitionBy.', Window, 'partition_by'],
  ])('says: %s', (message, object, name) => {
    expect(answer(object, name)).toMatchObject({ name: 'UsageError', message });
  });

  it('that nobody knows is undefined, as ever, and objects stay what they are', async () => {
    for (const object of [session, frame, col('a'), job]) {
      expect([answer(object, 'nobodyKnowsThis'), answer(object, '_private'), answer(object, 'then')]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
      expect(object instanceof Object).toBe(true);
      expect('to_pandas' in object).toBe(false);
      expect(await object).toBe(object);
    }
  });
});
