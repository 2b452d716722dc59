import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

/** One request as the server saw it. */
export interface Seen {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly token: string | null;
  readonly body: Record<string, unknown>;
}

export type Reply =
  | { readonly json: unknown; readonly status?: number }
  | { readonly status: number; readonly body?: string | Buffer; readonly headers?: Record<string, string> }
  | 'hang'
  | 'drop';

/** Answers a request, or passes it on to the default by returning undefined. */
export type Script = (seen: Seen) => Reply | undefined | Promise<Reply | undefined>;

/**
 * Speaks just enough of the wire protocol to put the real driver into situations that a healthy Snowflake never shows.
 * Everything that a healthy one does show is tested against the local Snowflake.
 */
export class ProtocolServer {
  readonly seen: Seen[] = [];
  script: Script = () => undefined;
  #sessions = 0;
  #renewals = 0;
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  get url(): string {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
  }

  start(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  /** Answers that are being sent. */
  open = 0;
  #onQuiet: (() => void)[] = [];

  /** Resolves once no answer is being sent. */
  async quiet(): Promise<void> {
    if (this.open > 0) await new Promise<void>((resolve) => this.#onQuiet.push(resolve));
  }

  readonly #expected = new Map<string, (seen: Seen) => void>();

  /** The next request for `path`, or the first if there was one. */
  next(path: string): Promise<Seen> {
    const [first] = this.requests(path);
    return first === undefined ? new Promise((resolve) => this.#expected.set(path, resolve)) : Promise.resolve(first);
  }

  requests(path: string): Seen[] {
    return this.seen.filter((seen) => seen.path === path);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const raw = Buffer.concat(pieces).toString('utf8');
    const seen: Seen = {
      method: request.method ?? '',
      host: request.headers.host ?? '',
      path: url.pathname,
      query: url.searchParams,
      token: /Token="([^"]*)"/.exec(request.headers.authorization ?? '')?.[1] ?? null,
      body: raw === '' ? {} : JSON.parse(raw),
    };
    this.seen.push(seen);
    this.#expected.get(seen.path)?.(seen);
    this.open += 1;
    response.once('close', () => {
      this.open -= 1;
      if (this.open === 0) for (const resolve of this.#onQuiet.splice(0)) resolve();
    });
    answer(request, response, (await this.script(seen)) ?? this.#healthy(seen));
  }

  #healthy(seen: Seen): Reply {
    if (seen.path === '/session/v1/login-request') {
      this.#sessions += 1;
      return success({
        token: `session-${this.#sessions}`,
        masterToken: `master-${this.#sessions}`,
        validityInSeconds: 3600,
        masterValidityInSeconds: 14400,
        sessionId: 1000 + this.#sessions,
        parameters: PARAMETERS,
        sessionInfo: {},
      });
    }
    if (seen.path === '/session/token-request') {
      this.#renewals += 1;
      return success({
        sessionToken: `renewed-${this.#renewals}`,
        masterToken: 'master-renewed',
        validityInSecondsST: 3600,
        validityInSecondsMT: 14400,
        sessionId: 1001,
      });
    }
    if (seen.path === '/queries/v1/query-request') {
      return seen.body.sqlText === 'SELECT CURRENT_SESSION()'
        ? success(resultData(SESSION_QUERY, [textColumn('S')], [['1001']]))
        : success(resultData(OTHER_QUERY, [textColumn('status')], [['Statement executed successfully.']]));
    }
    if (seen.path === `/queries/${SESSION_QUERY}/result`)
      return success(resultData(SESSION_QUERY, [textColumn('S')], [['1001']]));
    if (seen.path.endsWith('/result')) return success(resultData(OTHER_QUERY, [textColumn('status')], [['done']]));
    return success(null);
  }
}

const SESSION_QUERY = '01b2c3d4-0000-1a2b-0000-000000000001';
export const OTHER_QUERY = '01b2c3d4-0000-1a2b-0000-000000000002';
const PARAMETERS = [
  { name: 'TIMEZONE', value: 'UTC' },
  { name: 'BINARY_OUTPUT_FORMAT', value: 'HEX' },
];

export const success = (data: unknown, code: string | null = null): Reply => ({
  json: { data, code, message: null, success: true },
});

export const refusal = (code: string, message: string, data: unknown = null): Reply => ({
  json: { data, code, message, success: false },
});

export const textColumn = (name: string) => ({
  name,
  type: 'text',
  nullable: true,
  length: 100,
  precision: null,
  scale: null,
});
export const numberColumn = (name: string, scale = 0) => ({
  name,
  type: 'fixed',
  nullable: true,
  length: null,
  precision: 38,
  scale,
});

export const resultData = (
  queryId: string,
  rowtype: unknown[],
  rowset: unknown[],
  more: Record<string, unknown> = {},
) => ({
  parameters: PARAMETERS,
  rowtype,
  rowset,
  total: rowset.length,
  returned: rowset.length,
  queryId,
  queryResultFormat: 'json',
  statementTypeId: 4096,
  version: 1,
  ...more,
});

export const monitored = (queryId: string, status: string, more: Record<string, unknown> = {}): Reply =>
  success({ queries: [{ id: queryId, status, startTime: 1, endTime: 0, totalDuration: 5, sessionId: 1001, ...more }] });

/** A chunk's body as an object store sends it. */
export const chunkReply = (rows: readonly unknown[], options: { declared: boolean } = { declared: true }): Reply => {
  const text = rows.map((row) => JSON.stringify(row)).join(',');
  return {
    status: 200,
    body: gzipSync(text),
    headers: {
      'content-type': 'application/octet-stream',
      ...(options.declared ? { 'content-encoding': 'gzip' } : {}),
    },
  };
};

function answer(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  if (reply === 'hang') return;
  if (reply === 'drop') {
    request.socket.destroy();
    return;
  }
  if ('json' in reply) {
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/json' }).end(JSON.stringify(reply.json));
    return;
  }
  response.writeHead(reply.status, reply.headers).end(reply.body);
}
