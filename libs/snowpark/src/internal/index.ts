// For Firn's own packages, which check what they hand in: no part of the public interface, and free to change with any version.

export { closest } from '../arguments/closest.js';
export { LITERAL } from '../arguments/columns.js';
export { options as optionsOf, type ReadersOf, type ReadOptions } from '../arguments/options.js';
export { parsedBy } from '../arguments/parsed-by.js';
export {
  type Place,
  part as partOf,
  placeText,
  type Reader,
  readAs,
  wrong as wrongArgument,
} from '../arguments/reader.js';
export { callback, duration, FLAG, listOf, recordOf, SIGNAL, whole, word } from '../arguments/scalars.js';
export { shown } from '../arguments/shown.js';
export { optional, type Parameter, required, type Signature, signature } from '../arguments/signature.js';
export { FULL_TEXT, SQL_TEXT, TEXT } from '../arguments/text.js';
export { limitOf, withinLimit } from '../async/limited.js';
export { type BlockFailure, blockFailure } from '../compile/block/block-failure.js';
export {
  CLAIM_REFUSALS,
  type Claim,
  COUNT_NAMES,
  type CountName,
  createLedger,
  LEDGER_PREFIX,
  ledgerTable,
  openEntry,
  readEntry,
  sweepLedger,
  voidEntry,
} from '../compile/block/claim.js';
export { claimFault, countsOf } from '../compile/block/claimable.js';
export { compileAction, writes } from '../compile/compile-action.js';
export {
  type CompileContext,
  type CreatedObject,
  type Namespace,
  RESULT_KINDS,
  type ResultKind,
  type Temporary,
} from '../compile/compiled-action.js';
export { RULES, type Rules } from '../compile/rules.js';
export { describeSources, sourceStatement } from '../compile/source/describe-sources.js';
export { type AddressFault, addressFault, addressFaultOf } from '../execution/address-fault.js';
export { DELIVERIES, type Delivery, isTerminal, JOB_STATUSES } from '../execution/executor.js';
export { parameterFault } from '../execution/session-parameters.js';
export { formatTable } from '../format-table.js';
export { type ActionJson, encodeAction } from '../json/encode-action.js';
export { PLAN_VERSION, parseAction } from '../json/parse-action.js';
export { type Source, sourceKey } from '../plan/source.js';
export { sqlTextsOf } from '../resolve/bound.js';
export { plansToDescribe, sourcesOf } from '../resolve/sources.js';
export { objectKey, objectSql } from '../sql/identifier.js';
export { quoteText } from '../sql/literal.js';
export { lex, type Token, tokens } from '../sql/tokens.js';
export { unquoteText } from '../sql/unquote.js';
export { bytesOfHex, hexText } from '../values/binary.js';
export { isDecimal } from '../values/decimal.js';
export { decodeCell } from '../values/json-cell.js';
export { SNOWFLAKE_TYPE_NAMES } from '../values/result-column.js';
