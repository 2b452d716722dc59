// Values: what a cell is in JavaScript, and how it crosses a process.

export type { ActionOptions, NoBlock } from './async/action-options.js';
// Jobs.
export { AsyncJob, type AsyncJobJson } from './async/async-job.js';
export type { Acting, ActingNowait, Nowait, Started, Twin } from './async/declared-actions.js';
export {
  type DeleteResult,
  JOB_KINDS,
  type JobKind,
  type JobResults,
  type MergeResult,
  type UpdateResult,
} from './async/job-kinds.js';
export type { AnswersOf, AnyJob } from './async/jobs-together.js';
export type { Answer, Streamed } from './async/streamed.js';
export { CaseColumn, Column, SortColumn } from './column.js';
// What a frame would send.
export type { CompiledAction } from './compile/compiled-action.js';
export { type ByName, type ColumnOrder, DataFrame } from './dataframe.js';
// Errors.
export { PlanParseError, SnowflakeError, type SnowflakeErrorFields, type UsageCode, UsageError } from './errors.js';
// Execution: the port that libs/snowflake and libs/client fill.
export type {
  Abortable,
  Delivery,
  Execution,
  ExecutionReference,
  Executor,
  ExecutorStart,
  JobProgress,
  JobStatus,
  ResultOptions,
  ResultStream,
  StartOptions,
  WaitOptions,
} from './execution/executor.js';

export type {
  ByteSource,
  FileTransfer,
  GetOptions,
  GetResult,
  GetStreamOptions,
  PutOptions,
  PutResult,
  TransferStart,
} from './execution/file-transfer.js';
export type { QueryListener, QueryRecord } from './execution/sent-query.js';
export type { FrameActionTable, ShowOptions } from './frame-actions.js';
export type { DynamicTableOptions, FrameDefinitionTable, TempViewOptions, ViewOptions } from './frame-definitions.js';
export {
  type CumulativeAggOptions,
  DataFrameAnalyticsFunctions,
  type MovingAggOptions,
  type ShiftOptions,
  type TimeSeriesOptions,
} from './frame-functions/analytics.js';
export { DataFrameNaFunctions } from './frame-functions/na.js';
export { DataFrameStatFunctions } from './frame-functions/stat.js';
export type { DropNullOptions, FillOptions, SampleOptions, SomeColumns } from './frame-reshaping.js';
export * from './functions/index.js';
export { GroupedDataFrame } from './grouped-dataframe.js';
export type { Loaded, LoadOptions } from './io/copy-into-table.js';
export { DataFrameReader, type FrameRead, type MetadataOf } from './io/dataframe-reader.js';
export {
  DataFrameWriter,
  type InsertOptions,
  type TableOptions,
  type Unloaded,
  type UnloadOptions,
  type WriterActionTable,
} from './io/dataframe-writer.js';
export { type CopyFilesOptions, FileOperation, type PatternOptions, type StagedFile } from './io/file-operation.js';

export { MatchedClause, MergeAction, NotMatchedClause, whenMatched, whenNotMatched } from './merge-clause.js';
export { PivotedFrame, type PivotValues } from './pivoted-frame.js';
export type {
  Action,
  ActionKind,
  Assignments,
  CopyFiles,
  CopyIntoLocation,
  CopyIntoTable,
  Delete,
  FileFormat,
  Merge,
  MergeClause,
  OptionValue,
  SaveAsTable,
  SaveMode,
  SqlAction,
  TableType,
  Update,
} from './plan/action.js';
export type { JoinOptions } from './plan/join-node.js';
// Plans and actions: what crosses to a worker.
export { PLAN_LIMITS } from './plan/limits.js';
export type * from './plan/plan.js';
export type {
  BinaryOperator,
  CallRole,
  Connective,
  Grouping,
  JoinKind,
  MetadataColumn,
  ReadFileType,
  SetOperator,
  UnaryOperator,
} from './plan/words.js';
export { QueryHistory, type QueryHistoryOptions } from './query-history.js';
export { Row } from './row.js';
// Sessions, frames, columns.
export { type GeneratorOptions, Session } from './session.js';
export { type AppNameOptions, type ConnectionOptions, type Connector, SessionBuilder } from './session-builder.js';
export type { AggregatesByColumn, AggregateWord, GivenByColumn } from './shape/by-column.js';
// The shapes of frames, for those who write functions over them.
export type { Ident } from './shape/names.js';
export type {
  AnyColumn,
  ColumnLike,
  ColumnNames,
  NameIn,
  Readable,
  Ref,
  Selectable,
  Untyped,
} from './shape/shape.js';
export { objectName, quoteName, realName } from './sql/identifier.js';

export type { Bind, BindType, Statement } from './sql/statement.js';

export { type NewValues, Table, type TableActionTable, type WithSource } from './table.js';
// Types.
export {
  ArrayType,
  BinaryType,
  BooleanType,
  type DataType,
  DateType,
  DayTimeIntervalType,
  DecFloatType,
  DecimalType,
  DoubleType,
  type ElementType,
  FileType,
  FloatType,
  GeographyType,
  GeometryType,
  IntegerType,
  LongType,
  MapType,
  NullType,
  type ObjectField,
  ObjectType,
  type SqlType,
  StringType,
  TimestampLtzType,
  TimestampNtzType,
  TimestampType,
  TimestampTzType,
  TimeType,
  type ValueOf,
  VarcharType,
  VariantType,
  VectorType,
  YearMonthIntervalType,
} from './types/data-type.js';
export { dataTypeOf } from './types/from-column.js';
export { parseSchema, parseType } from './types/parse-schema.js';
export { StructField, StructType } from './types/struct-type.js';
export { StructuredArrayType, StructuredMapType, StructuredObjectType } from './types/structured-types.js';
export { typeText } from './types/type-text.js';

export { Decimal } from './values/decimal.js';
export type { JsonCell } from './values/json-cell.js';
export type { JsonValue } from './values/parse-json.js';
export type { ResultColumn, SnowflakeTypeName } from './values/result-column.js';
export { SnowDate } from './values/snow-date.js';
export { SnowTime } from './values/snow-time.js';
export { SnowTimestamp, type TimestampKind } from './values/snow-timestamp.js';
export type { Numeric, Value } from './values/value.js';
export { type Boundary, Window, WindowSpec } from './window.js';
