import { arrayRows } from '../dml/array-binds.js';
import { prepareDelete } from '../dml/delete.js';
import { prepareInsert } from '../dml/insert.js';
import { prepareMerge } from '../dml/merge.js';
import { prepareMultiInsert } from '../dml/multi-insert.js';
import { prepareUpdate } from '../dml/update.js';
import { compilationError, type Position, positionAt, SqlError, unsupported } from '../errors.js';
import type { PreparedStatement, PrepareRequest } from '../execute/statement.js';
import type { CreateObject, Statement } from '../parse/ast.js';
import { parseStatement } from '../parse/parse.js';
import { prepareBlock } from '../script/prepare-block.js';
import { unreachable } from '../unreachable.js';
import { bindCount } from './bind-count.js';
import { prepareCall } from './call.js';
import { prepareChain } from './chain.js';
import { prepareAlterObject } from './ddl/alter-object.js';
import { prepareAlterTable } from './ddl/alter-table.js';
import { prepareComment } from './ddl/comment.js';
import { prepareCreateContainer } from './ddl/create-container.js';
import { prepareCreateInSchema } from './ddl/create-in-schema.js';
import { prepareCreateOfAccount } from './ddl/create-of-account.js';
import { prepareCreateOrAlterTable } from './ddl/create-or-alter-table.js';
import { prepareCreateTable } from './ddl/create-table.js';
import { prepareCreateView } from './ddl/create-view.js';
import { prepareDrop } from './ddl/drop.js';
import { prepareAlterDynamicTable, prepareCreateDynamicTable } from './ddl/dynamic-table.js';
import { prepareCreateFunction } from './ddl/function.js';
import { prepareGrant } from './ddl/grant.js';
import { prepareCreateProcedure, prepareDropRoutine } from './ddl/procedure.js';
import { prepareTag } from './ddl/tag.js';
import { prepareTruncate } from './ddl/truncate.js';
import { prepareUndrop } from './ddl/undrop.js';
import { prepareDescribe } from './describe/describe.js';
import { prepareExecuteImmediate } from './execute-immediate.js';
import { prepareExplain } from './explain/explain.js';
import { prepareCopyFiles } from './files/copy-files.js';
import { prepareCopyIntoLocation } from './files/copy-into-location.js';
import { prepareCopyIntoTable } from './files/copy-into-table.js';
import { prepareListFiles } from './files/list-files.js';
import { prepareGet, preparePut } from './files/transfer-files.js';
import { prepareAlterPolicy, prepareCreatePolicy } from './policy/policy.js';
import { prepareProtect } from './policy/protect.js';
import { prepareBound, prepareQuery } from './query.js';
import { prepareAlterSession } from './session/alter-session.js';
import { prepareSet, prepareUnset } from './session/set-variables.js';
import { prepareTransaction } from './session/transaction.js';
import { prepareUse } from './session/use.js';
import { prepareShowGrants } from './show/grants.js';
import { prepareShow } from './show/show.js';
import { StatementCache } from './statement-cache.js';
import { type StatementContext, statementContext } from './statement-context.js';
import { consuming } from './stream/consume.js';
import { prepareCreateStream } from './stream/create-stream.js';
import { prepareAlterTask } from './task/alter-task.js';
import { prepareCreateTask } from './task/create-task.js';
import { prepareExecuteTask } from './task/execute-task.js';
import { allUnknown } from './unknown-functions.js';

/**
 * Reads and binds one statement. What is wrong with it is thrown here, before anything runs.
 *
 * @throws SqlError
 */
export function prepare(request: PrepareRequest, cache = new StatementCache()): PreparedStatement {
  const known = cache.find(request);
  // Without binds: what needs some is not kept.
  if (known !== undefined) return { ...prepareBound(known.query, known.source, request), bindCount: 0 };
  const { text, read, turns } = request;
  const parse = () => parseStatement(text, read?.tokens);
  const statement = read?.statement ?? turns?.statement(parse) ?? parse();
  try {
    refuseRows(statement, request);
    return { ...prepareStatement(statement, request, cache), bindCount: bindCount(text, read?.tokens) };
  } catch (error) {
    if (error instanceof SqlError && error.code === UNKNOWN_FUNCTION) {
      throw allUnknown(error, statement, request.catalog, request.session);
    }
    throw isPlaceless(error) ? unsupportedAt(error, positionAt(text, statement.start)) : error;
  }
}

/** Only INSERT makes rows of the values of an array bind: any other statement would see the first of them alone. */
function refuseRows({ kind }: Statement, { binds }: PrepareRequest): void {
  const rows = kind === 'insert' ? null : arrayRows(binds);
  if (rows !== null && rows !== 1) throw unsupported(`binds of ${rows} rows outside of INSERT`);
}

/** Whatever is refused as unsupported says where it stands; what has no place of its own is the statement as a whole. */
const isPlaceless = (error: unknown): error is SqlError =>
  error instanceof SqlError && error.code === UNSUPPORTED && error.position === undefined;

function unsupportedAt(error: SqlError, position: Position): SqlError {
  const detail = error.message.slice(error.message.indexOf('\n') + 1);
  return compilationError(error.code, error.sqlState, detail, position);
}

const UNSUPPORTED = '000002';
const UNKNOWN_FUNCTION = '002140';

function prepareStatement(ast: Statement, request: PrepareRequest, cache: StatementCache): PreparedStatement {
  switch (ast.kind) {
    case 'query':
      return prepareQuery(ast.query, request, cache);
    case 'insert':
      return prepareDml(request, (context) => prepareInsert(ast, context));
    case 'multi_insert':
      return prepareDml(request, (context) => prepareMultiInsert(ast, context));
    case 'update':
      return prepareDml(request, (context) => prepareUpdate(ast, context));
    case 'delete':
      return prepareDml(request, (context) => prepareDelete(ast, context));
    case 'merge':
      return prepareDml(request, (context) => prepareMerge(ast, context));
    case 'create_table':
      return ast.orAlter ? prepareCreateOrAlterTable(ast, request) : prepareCreateTable(ast, request);
    case 'create_dynamic_table':
      return prepareCreateDynamicTable(ast, request);
    case 'alter_dynamic_table':
      return prepareAlterDynamicTable(ast, request);
    case 'create_view':
      return prepareCreateView(ast, request);
    case 'create_object':
      return prepareCreateObject(ast, request);
    case 'create_stream':
      return prepareCreateStream(ast, request);
    case 'create_task':
      return prepareCreateTask(ast, request);
    case 'alter_task':
      return prepareAlterTask(ast, request);
    case 'execute_task':
      return prepareExecuteTask(ast, request);
    case 'create_policy':
      return prepareCreatePolicy(ast, request);
    case 'alter_policy':
      return prepareAlterPolicy(ast, request);
    case 'protect':
      return prepareProtect(ast, request);
    case 'drop':
      return prepareDrop(ast, request);
    case 'create_tag':
    case 'alter_tag':
    case 'drop_tag':
    case 'tag_object':
      return prepareTag(ast, request);
    case 'undrop':
      return prepareUndrop(ast, request);
    case 'alter_table':
      return prepareAlterTable(ast, request);
    case 'alter_object':
      return prepareAlterObject(ast, request);
    case 'comment':
      return prepareComment(ast, request);
    case 'truncate':
      return prepareTruncate(ast, request);
    case 'grant':
    case 'revoke':
      return prepareGrant(ast, request);
    case 'use':
      return prepareUse(ast, request);
    case 'set_variables':
      return prepareSet(ast, request);
    case 'unset_variables':
      return prepareUnset(ast);
    case 'alter_session':
      return prepareAlterSession(ast, request);
    case 'begin_transaction':
    case 'commit':
    case 'rollback':
      return prepareTransaction(ast);
    case 'show':
      return prepareShow(ast, request);
    case 'show_grants':
      return prepareShowGrants(ast, request);
    case 'describe':
      return prepareDescribe(ast, request);
    case 'copy_into_location':
      return prepareCopyIntoLocation(ast, request);
    case 'copy_into_table':
      return prepareCopyIntoTable(ast, request);
    case 'copy_files':
      return prepareCopyFiles(ast, request);
    case 'list_files':
    case 'remove_files':
      return prepareListFiles(ast, request);
    case 'put_files':
      return preparePut(ast, request);
    case 'get_files':
      return prepareGet(ast, request);
    case 'call_procedure':
      return prepareCall(ast, request);
    case 'create_procedure':
      return prepareCreateProcedure(ast, request);
    case 'create_function':
      return prepareCreateFunction(ast, request);
    case 'drop_routine':
      return prepareDropRoutine(ast, request);
    case 'explain':
      // What is wrong with the statement is said as it would be without EXPLAIN.
      // The text of the request is that of EXPLAIN: what is kept by it must not be the query within.
      prepareStatement(ast.statement, request, new StatementCache());
      return prepareExplain(ast, request);
    case 'chain':
      return prepareChain(ast, request);
    case 'execute_immediate':
      return prepareExecuteImmediate(ast, request);
    case 'block':
      return prepareBlock(ast, request);
    default:
      return unreachable(ast);
  }
}

function prepareCreateObject(ast: CreateObject, request: PrepareRequest): PreparedStatement {
  switch (ast.object) {
    case 'schema':
    case 'database':
      return prepareCreateContainer(ast, request);
    case 'stage':
    case 'file_format':
    case 'sequence':
      return prepareCreateInSchema(ast, ast.object, request);
    case 'warehouse':
    case 'role':
    case 'user':
      return prepareCreateOfAccount(ast, ast.object, request);
    default:
      return unreachable(ast.object);
  }
}

/** DML, whose query may read staged files: their readable copies end with the statement, so it is not run again later. */
function prepareDml(
  request: PrepareRequest,
  prepareWith: (context: StatementContext) => PreparedStatement,
): PreparedStatement {
  const context = statementContext(request);
  const { repeatableReads, ...statement } = prepareWith(context);
  const isRepeatable = context.stages.isEmpty && repeatableReads !== undefined;
  return consuming(isRepeatable ? { ...statement, repeatableReads } : statement, context.streams);
}
