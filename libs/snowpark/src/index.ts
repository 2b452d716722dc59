// Values: what a cell is in JavaScript, and how it crosses a process.

// Compiling.
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
export { type ActionJson, encodeAction } from './json/encode-action.js';
export { PLAN_VERSION, parseAction } from './json/parse-action.js';
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
// Plans and actions: what crosses to a worker.
export type * from './plan/plan.js';
export { type Source, sourceKey } from './plan/source.js';
export type { BinaryOperator, CallRole, Grouping, JoinKind, SetOperator, UnaryOperator } from './plan/words.js';
export { sqlTextsOf } from './resolve/bound.js';
export { sourcesOf } from './resolve/sources.js';
export { objectKey, objectName, objectSql, quoteName, realName } from './sql/identifier.js';
export { quoteText } from './sql/literal.js';
export type { Bind, BindType, Statement } from './sql/statement.js';

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
export { bytesOfHex, hexText } from './values/binary.js';
export { Decimal, isDecimal } from './values/decimal.js';
export { decodeCell, type JsonCell } from './values/json-cell.js';
export { type ResultColumn, SNOWFLAKE_TYPE_NAMES, type SnowflakeTypeName } from './values/result-column.js';
export { SnowDate } from './values/snow-date.js';
export { SnowTime } from './values/snow-time.js';
export { SnowTimestamp, type TimestampKind } from './values/snow-timestamp.js';
export type { Numeric, Value } from './values/value.js';
