import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@firn/nest/internal';
import { type ApiConfig, readConfig } from '../../../apps/api/src/config/config.js';
import { type ApiServer, startApi } from '../../../apps/api/src/server.js';

export const KEYS = {
  acme: 'key-of-acme-0123456789',
  globex: 'key-of-globex-0123456789',
  hasty: 'key-of-hasty-0123456789',
} as const;

export interface TestApi extends ApiServer {
  readonly config: ApiConfig;
  /** What was logged, a line an entry. */
  readonly log: readonly string[];
}

/** Keys and profiles for three tenants, as files; gives the variables that name them. */
export function writeAccessFiles(folder: string): {
  readonly FIRN_API_KEYS_FILE: string;
  readonly FIRN_PROFILES_FILE: string;
} {
  writeFileSync(
    join(folder, 'keys.json'),
    JSON.stringify({
      keys: Object.entries(KEYS).map(([tenant, key]) => ({
        id: `key-${tenant}`,
        sha256: createHash('sha256').update(key).digest('hex'),
        tenant,
        // The limit has a test of its own; no other test should meet it.
        requestsPerMinute: tenant === 'hasty' ? 3 : 1_000_000,
      })),
    }),
  );
  writeFileSync(
    join(folder, 'profiles.json'),
    JSON.stringify({
      profiles: [
        {
          name: 'main',
          tenant: 'acme',
          account: 'x',
          user: 'u',
          auth: { kind: 'password', password: 'p' },
          scratchSchema: 'FIRN.SCRATCH',
        },
        { name: 'bare', tenant: 'acme', account: 'x', user: 'u', auth: { kind: 'password', password: 'p' } },
        { name: 'other', tenant: 'globex', account: 'x', user: 'u', auth: { kind: 'password', password: 'p' } },
      ],
    }),
  );
  return { FIRN_API_KEYS_FILE: join(folder, 'keys.json'), FIRN_PROFILES_FILE: join(folder, 'profiles.json') };
}

/** The real API in this process, on a free port, against a real Redis; `close` removes its folder. */
export async function startTestApi(redisUrl: string, env: Readonly<Record<string, string>> = {}): Promise<TestApi> {
  const folder = mkdtempSync(join(tmpdir(), 'firn-api-'));
  const config = readConfig({
    FIRN_API_PORT: '0',
    ...writeAccessFiles(folder),
    FIRN_DATA_DIR: join(folder, 'data'),
    FIRN_REDIS_URL: redisUrl,
    FIRN_API_SHUTDOWN_MS: '500',
    ...env,
  });
  const log: string[] = [];
  const server = await startApi(
    config,
    createLogger(config.logLevel, { app: 'api' }, { write: (line) => void log.push(line) }),
  );
  return {
    ...server,
    config,
    log,
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface CallOptions {
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** One request with the key of `acme`, unless told otherwise; objects are sent as JSON. */
export function call(
  api: ApiServer,
  method: string,
  path: string,
  { key = KEYS.acme, headers = {}, body }: CallOptions = {},
): Promise<Response> {
  const json = body !== undefined && typeof body !== 'string';
  return fetch(`${api.url}${path}`, {
    method,
    headers: {
      ...(key !== null && { authorization: `Bearer ${key}` }),
      ...(json && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: json ? JSON.stringify(body) : String(body) }),
  });
}
