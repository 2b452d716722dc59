import { ProblemError } from '@firn/contract';
import { type ApiKeys, bearerOf } from './api-keys.js';
import type { CallerIdentity } from './caller.js';
import type { RequestLimit } from './request-limit.js';

/** Finds out who sends a request and whether its key may send one more now. Runs before the body is read. */
export async function admitRequest(
  header: string | undefined,
  access: { readonly keys: ApiKeys; readonly requestLimit: RequestLimit },
): Promise<CallerIdentity> {
  const path = 'header.Authorization';
  if (header === undefined)
    throw ProblemError.of('unauthorized', { detail: 'The request has no Authorization header.', path });
  const presented = bearerOf(header);
  if (presented === null)
    throw ProblemError.of('unauthorized', {
      detail: 'The Authorization header has not the form "Bearer <key>".',
      path,
    });
  const key = access.keys.find(presented);
  if (key === undefined) throw ProblemError.of('unauthorized', { detail: 'This server knows no such API key.', path });

  const permission = await access.requestLimit.take(key.id, 1);
  if (!permission.allowed) {
    const { retryAfterMs } = permission;
    throw ProblemError.of('too_many_requests', {
      detail: `The key ${key.id} may send ${key.requestsPerMinute} requests a minute; the next is allowed in ${Math.ceil(retryAfterMs / 1_000)} s.`,
      retryAfterMs,
    });
  }
  return { tenant: key.tenant, keyId: key.id };
}
