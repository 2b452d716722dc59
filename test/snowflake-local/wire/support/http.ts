import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';

/** One answer of the protocol. */
export interface Envelope {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly code: string | null;
  readonly message: string | null;
  readonly success: boolean;
}

export interface HttpSession {
  readonly url: string;
  readonly token: string;
  readonly masterToken: string;
  readonly sessionId: number;
  post(path: string, body?: unknown, options?: { readonly gzip?: boolean; readonly token?: string }): Promise<Envelope>;
  get(path: string): Promise<Envelope>;
  /** `query-request` with a request ID of its own unless one is given. */
  query(sqlText: string, fields?: Readonly<Record<string, unknown>>, requestId?: string): Promise<Envelope>;
}

async function send(url: string, path: string, method: string, token: string | null, body: unknown, gzip = false) {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token === null ? {} : { authorization: `Snowflake Token="${token}"` }),
      ...(gzip ? { 'content-encoding': 'gzip' } : {}),
    },
    ...(text === undefined ? {} : { body: gzip ? new Uint8Array(gzipSync(text)) : text }),
  });
  return (await response.json()) as Envelope;
}

/** Speaks the protocol without a driver: for what a driver never sends, or hides. */
export async function logIn(
  url: string,
  parameters: Readonly<Record<string, unknown>> = {},
  query = 'databaseName=FIRN&schemaName=PUBLIC&warehouse=COMPUTE_WH',
  {
    user = 'firn',
    password = 'firn',
    client,
  }: { readonly user?: string; readonly password?: string; readonly client?: string } = {},
): Promise<HttpSession> {
  const app = client === undefined ? {} : { CLIENT_APP_ID: client };
  const body = { data: { ...app, LOGIN_NAME: user, PASSWORD: password, SESSION_PARAMETERS: parameters } };
  // Python zips every body and spells the parameter so.
  const answer = await send(
    url,
    `/session/v1/login-request?request_id=${randomUUID()}&${query}`,
    'POST',
    null,
    body,
    true,
  );
  const data = answer.data as { token: string; masterToken: string; sessionId: number } | null;
  if (!answer.success || data === null) throw new Error(`login failed: ${answer.code} ${answer.message}`);
  const session: HttpSession = {
    url,
    token: data.token,
    masterToken: data.masterToken,
    sessionId: data.sessionId,
    post: (path, fields, options = {}) => send(url, path, 'POST', options.token ?? data.token, fields, options.gzip),
    get: (path) => send(url, path, 'GET', data.token, undefined),
    query: (sqlText, fields = {}, requestId = randomUUID()) =>
      session.post(`/queries/v1/query-request?requestId=${requestId}`, { sqlText, ...fields }),
  };
  return session;
}

/** Sets a fault rule and gives its ID. */
export async function setFault(url: string, rule: Readonly<Record<string, unknown>>): Promise<string> {
  const response = await fetch(`${url}/faults`, { method: 'POST', body: JSON.stringify(rule) });
  const { id, error } = (await response.json()) as { id?: string; error?: string };
  if (id === undefined) throw new Error(error);
  return id;
}

export const clearFaults = async (url: string): Promise<void> => {
  await fetch(`${url}/faults`, { method: 'DELETE' });
};

/** Waits until so many requests are held. */
export async function whenHeld(
  url: string,
  rule: string,
  count = 1,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const response = await fetch(`${url}/faults/held?rule=${rule}&count=${count}&timeoutMs=30000`);
  const { held } = (await response.json()) as { held: Readonly<Record<string, unknown>>[] };
  if (held.length < count) throw new Error(`only ${held.length} of ${count} requests are held`);
  return held;
}

export const releaseHeld = async (url: string, rule: string): Promise<void> => {
  await fetch(`${url}/faults/release`, { method: 'POST', body: JSON.stringify({ rule }) });
};
