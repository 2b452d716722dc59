import { cancelled, notExecuting } from '../execute/failures.js';
import type { QueryRegistry } from '../execute/registry.js';
import type { QueryControl } from '../execute/statement.js';
import { fieldsOf, type Reply, reply, type SessionCall, textOf } from './call.js';
import { type Envelope, refused, succeeded } from './envelope.js';

/** `POST /queries/<id>/abort-request` */
export async function abortQuery(call: SessionCall, queryId: string, control: QueryControl): Promise<Reply> {
  return reply(control.cancelQuery(queryId, call.session) ? succeeded(null) : notRunning());
}

/** `POST /queries/v1/abort-request`: the target is the request in the body; the one in the URL is the abort's own. */
export async function abortRequest(call: SessionCall, registry: QueryRegistry, control: QueryControl): Promise<Reply> {
  const requestId = textOf(fieldsOf(call.body).requestId);
  if (requestId === null) return reply(notRunning());
  const queryId = registry.queryIdOf(call.session.id, requestId);
  if (queryId !== undefined && control.cancelQuery(queryId, call.session)) return reply(succeeded(null));
  // It may have overtaken its request.
  if (queryId === undefined) registry.abortOnArrival(call.session.id, requestId, cancelled(), call.now);
  return reply(notRunning());
}

function notRunning(): Envelope {
  const { code, message, sqlState } = notExecuting();
  return refused(code, message, { errorCode: code, sqlState });
}
