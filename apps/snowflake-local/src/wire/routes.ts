import type { Catalog } from '../catalog/catalog.js';
import type { Executor } from '../execute/executor.js';
import type { QueryRegistry } from '../execute/registry.js';
import type { QueryControl } from '../execute/statement.js';
import type { Route } from '../faults/rule.js';
import type { History } from '../history/history.js';
import type { Sessions } from '../session/sessions.js';
import type { Tokens } from '../session/tokens.js';
import { abortQuery, abortRequest } from './abort.js';
import type { Answers } from './answers.js';
import { type Call, type Reply, reply, type SessionCall } from './call.js';
import type { Chunks } from './chunks.js';
import { succeeded } from './envelope.js';
import { authenticatorRequest, login } from './login.js';
import { monitoring } from './monitoring.js';
import { queryRequest } from './query.js';
import { heartbeat, logOut, renewToken } from './session.js';
import type { StagedFiles } from './staged-files.js';

/** What the routes are served by. */
export interface Services {
  readonly catalog: Catalog;
  readonly sessions: Sessions;
  readonly tokens: Tokens;
  readonly executor: Executor;
  readonly registry: QueryRegistry;
  readonly history: History;
  readonly control: QueryControl;
  readonly answers: Answers;
  readonly chunks: Chunks;
  readonly staged: StagedFiles;
}

export type Handler =
  | { readonly access: 'open'; readonly hasBody: boolean; readonly run: (call: Call) => Promise<Reply> }
  | { readonly access: 'session'; readonly run: (call: SessionCall) => Promise<Reply> };

export interface Match {
  readonly route: Route;
  /** The query that the path names, or null. */
  readonly queryId: string | null;
  /** The chunk of a result that the path names, from 0, or null. */
  readonly chunk: number | null;
  readonly handler: Handler;
}

const QUERY = /^\/queries\/([0-9a-f-]{36})\/(result|abort-request)$/i;
const MONITORING = /^\/monitoring\/queries\/([^/]+)$/;
const CHUNK = /^\/chunks\/([0-9a-f-]{36})\/(\d+)$/i;

const open = (
  route: Route,
  run: (call: Call) => Promise<Reply>,
  place: { readonly queryId?: string; readonly chunk?: number; readonly hasBody?: boolean } = {},
): Match => ({
  route,
  queryId: place.queryId ?? null,
  chunk: place.chunk ?? null,
  handler: { access: 'open', hasBody: place.hasBody ?? false, run },
});
const inSession = (route: Route, run: (call: SessionCall) => Promise<Reply>, queryId: string | null = null): Match => ({
  route,
  queryId,
  chunk: null,
  handler: { access: 'session', run },
});

/** The handler of a request, or undefined for a path that is none of the protocol's. */
export function matchRoute(method: string, path: string, services: Services): Match | undefined {
  const { catalog, sessions, tokens, executor, registry, history, control, answers, chunks, staged } = services;
  switch (`${method} ${path}`) {
    case 'POST /session/v1/login-request':
      return open('login', (call) => login(call, catalog, sessions, tokens.lifetimes), { hasBody: true });
    case 'POST /session/authenticator-request':
      return open('login', authenticatorRequest, { hasBody: true });
    case 'POST /session/token-request':
      return open('token', (call) => renewToken(call, tokens), { hasBody: true });
    case 'POST /session/heartbeat':
      return inSession('heartbeat', heartbeat);
    case 'POST /session':
      return inSession('logout', (call) => logOut(call, sessions));
    case 'POST /queries/v1/query-request':
      return inSession('query-request', (call) => queryRequest(call, executor, registry, answers));
    case 'POST /queries/v1/abort-request':
      return inSession('abort', (call) => abortRequest(call, registry, control));
    case 'POST /telemetry/send':
      return open('telemetry', async () => reply(succeeded('Log Received')));
    case 'GET /staged-file':
    case 'HEAD /staged-file':
    case 'PUT /staged-file':
      return open('staged-file', (call) => staged.answer(call));
    default:
      break;
  }
  const [, queryId, verb] = QUERY.exec(path) ?? [];
  if (queryId !== undefined && method === 'GET' && verb === 'result') {
    return inSession('result', (call) => answers.await(call, queryId), queryId);
  }
  if (queryId !== undefined && method === 'POST' && verb === 'abort-request') {
    return inSession('abort', (call) => abortQuery(call, queryId, control), queryId);
  }
  const [, watched] = MONITORING.exec(path) ?? [];
  if (watched !== undefined && method === 'GET') {
    return inSession('monitoring', (call) => monitoring(call, watched, registry, history), watched);
  }
  const [, chunkOf, index] = CHUNK.exec(path) ?? [];
  if (chunkOf !== undefined && index !== undefined && method === 'GET') {
    const chunk = Number(index);
    return open('chunk', (call) => chunks.answer(call, chunkOf, chunk), { queryId: chunkOf, chunk });
  }
  return undefined;
}
