// Values: what a cell is in JavaScript, and how it crosses a process.

// Arguments: the one way to read them, also for the libraries over this one.
export { options as optionsOf, type ReadersOf, type ReadOptions } from './arguments/options.js';
export { parsedBy } from './arguments/parsed-by.js';
export { type Reader, wrong as wrongArgument } from './arguments/reader.js';
export { callback, duration, recordOf, SIGNAL, whole } from './arguments/scalars.js';
export { optional, type Parameter, required, type Signature, signature } from './arguments/signature.js';
export { FULL_TEXT, TEXT } from './arguments/text.js';
export type { ActionOptions, NoBlock } from './async/action-options.js';
// Jobs.
export { AsyncJob, type AsyncJobJson } from './async/async-job.js';
export {
  type DeleteResult,
  JOB_KINDS,
  type JobKind,
  type JobResults,
  type MergeResult,
  type UpdateResult,
} from './async/job-kinds.js';
export { CaseColumn, Column, SortColumn } from './column.js';
// Compiling.
export { type BlockFailure, blockFailure } from './compile/block-failure.js';
export { compileAction } from './compile/compile-action.js';
export {
  type CompileContext,
  type CompiledAction,
  type CreatedObject,
  RESULT_KINDS,
  type ResultKind,
  type Temporary,
} from './compile/compiled-action.js';
export { describeSources, sourceStatement } from './compile/describe-sources.js';
export { type ByName, type ColumnOrder, DataFrame } from './dataframe.js';
// Errors.
export { PlanParseError, SnowflakeError, type SnowflakeErrorFields, type UsageCode, UsageError } from './errors.js';
// Execution: the port that libs/snowflake and libs/client fill.
export {
  type Execution,
  type ExecutionReference,
  type Executor,
  isTerminal,
  JOB_STATUSES,
  type JobStatus,
  type ResultOptions,
  type ResultStream,
  type StartOptions,
  type WaitOptions,
} from './execution/executor.js';
export { formatTable } from './format-table.js';
export type { ShowOptions } from './frame-actions.js';
export * from './functions/index.js';
export { GroupedDataFrame } from './grouped-dataframe.js';
export { DataFrameWriter, type TableOptions, type Unloaded, type UnloadOptions } from './io/dataframe-writer.js';
export { type ActionJson, encodeAction } from './json/encode-action.js';
export { PLAN_VERSION, parseAction } from './json/parse-action.js';
export { MatchedClause, MergeAction, NotMatchedClause, whenMatched, whenNotMatched } from './merge-clause.js';
export type {
  Action,
  ActionKind,
  Assignments,
  CopyIntoLocation,
  Delete,
  FileType,
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
export { type Source, sourceKey } from './plan/source.js';
export type {
  BinaryOperator,
  CallRole,
  Connective,
  Grouping,
  JoinKind,
  SetOperator,
  UnaryOperator,
} from './plan/words.js';
export { sqlTextsOf } from './resolve/bound.js';
export { sourcesOf } from './resolve/sources.js';
export { Row } from './row.js';
// Sessions, frames, columns.
export { Session } from './session.js';
export { type ConnectionOptions, type Connector, SessionBuilder } from './session-builder.js';
// The shapes of frames, for those who write functions over them.
export type { Ident } from './shape/names.js';
export type {
  AnyColumn,
  ColumnLike,
  ColumnNames,
  Condition,
  NameIn,
  Readable,
  Ref,
  Selectable,
  Untyped,
} from './shape/shape.js';
export { objectKey, objectName, objectSql, quoteName, realName } from './sql/identifier.js';
export { quoteText } from './sql/literal.js';
export type { Bind, BindType, Statement } from './sql/statement.js';
export { type Token, tokens } from './sql/tokens.js';
export { type NewValues, Table, type WithSource } from './table.js';
// Types.
export {
  ArrayType,
  BinaryType,
  BooleanType,
  type DataType,
  DateType,
  DecFloatType,
  DecimalType,
  DoubleType,
  FloatType,
  GeographyType,
  GeometryType,
  IntegerType,
  LongType,
  MapType,
  NullType,
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
} from './types/data-type.js';
export { dataTypeOf } from './types/from-column.js';
export { parseSchema, parseType } from './types/parse-schema.js';
export { StructField, StructType } from './types/struct-type.js';
export { typeText } from './types/type-text.js';
export { bytesOfHex, hexText } from './values/binary.js';
export { Decimal, isDecimal } from './values/decimal.js';
export { decodeCell, type JsonCell } from './values/json-cell.js';
export { type ResultColumn, SNOWFLAKE_TYPE_NAMES, type SnowflakeTypeName } from './values/result-column.js';
export { SnowDate } from './values/snow-date.js';
export { SnowTime } from './values/snow-time.js';
export { SnowTimestamp, type TimestampKind } from './values/snow-timestamp.js';
export type { Numeric, Value } from './values/value.js';
export { type Boundary, Window, WindowSpec } from './window.js';
