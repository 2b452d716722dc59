import { SqlError } from '../errors.js';
import type { Executor, StatementRequest } from '../execute/executor.js';
import { newQueryId } from '../execute/executor.js';
import { failureOf } from '../execute/failures.js';
import type { QueryRegistry } from '../execute/registry.js';
import { checkParameter } from '../session/parameter-rules.js';
import { describeAnswer } from './answer.js';
import type { Answers } from './answers.js';
import { fieldsOf, type Reply, reply, type SessionCall, textOf } from './call.js';
import { failed, inProgress } from './envelope.js';
import { parametersOf } from './login.js';
import { errorOf } from './parsed-body.js';

/**
 * `POST /queries/v1/query-request`
 *
 * A request ID that the session has seen is answered by the query it began, and never begins another, whatever text it
 * comes with. A new session has seen none.
 */
export async function queryRequest(
  call: SessionCall,
  executor: Executor,
  registry: QueryRegistry,
  answers: Answers,
): Promise<Reply> {
  const body = fieldsOf(call.body);
  const requestId = call.query.get('requestId');
  const known = requestId === null ? undefined : registry.queryIdOf(call.session.id, requestId);
  if (known !== undefined) {
    const query = registry.find(known);
    if (query?.isAsync === true && query.end === null) return reply(inProgress(known, true));
    return answers.await(call, known);
  }
  let request: StatementRequest;
  try {
    request = statementRequest(call, requestId);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    return reply(failed(newQueryId(), failureOf(error, true)));
  }
  if (body.describeOnly === true) return describe(request, executor, call.now);
  const query = executor.submit(request);
  // Also for what does not compile: its failure comes by status and by result.
  return query.isAsync ? reply(inProgress(query.id, true)) : answers.await(call, query.id);
}

async function describe(request: StatementRequest, executor: Executor, now: number): Promise<Reply> {
  try {
    return reply(describeAnswer(await executor.describe(request), request.session, now));
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    return reply(failed(newQueryId(), failureOf(error, true)));
  }
}

function statementRequest({ session, body, binds, query }: SessionCall, requestId: string | null): StatementRequest {
  if (binds.badBinds !== undefined) throw errorOf(binds.badBinds);
  const fields = fieldsOf(body);
  return {
    session,
    requestId: requestId ?? query.get('request_id'),
    text: textOf(fields.sqlText) ?? '',
    binds: binds.binds,
    bindStage: textOf(fields.bindStage),
    parameters: checkedParameters(fields.parameters),
    isAsync: fields.asyncExec === true,
  };
}

function checkedParameters(given: unknown): StatementRequest['parameters'] {
  const parameters = parametersOf(given);
  for (const [name, value] of Object.entries(parameters)) checkParameter(name, value);
  return parameters;
}
