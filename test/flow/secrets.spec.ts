import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FirnClient } from '@firn/client';
import { localConnection } from '../../scripts/system/local-connection.js';
import { freePort } from '../../scripts/system/ports.js';
import { type System, startSystem } from '../support/system.js';
import { startTraceCollector, type TraceCollector } from '../support/trace-collector.js';
import { until } from '../support/until.js';

jest.setTimeout(120_000);

const SECRET = 'hunter2-never-shown';
const PASSPHRASE = 'hunter2-of-the-key';
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: PASSPHRASE },
});
/** A line from the middle of the key: no other text holds it. */
const KEY_LINE = privateKey.split('\n')[5] ?? '';

const stage = `create temporary stage s url = 's3://b' credentials = (aws_key_id = '${SECRET}' aws_secret_key = '${SECRET}')`;
/** Statements that Snowflake runs, refuses, cannot read, and that an error of its quotes. */
const STATEMENTS: readonly string[] = [
  `select 'password = ''${SECRET}''' as note`,
  `create user u password = '${SECRET}'`,
  `alter user u set password = '${SECRET}' no_such_property = 1`,
  `create user u password '${SECRET}'`,
  stage,
  `begin execute immediate 'create user u password = ''${SECRET}'''; end`,
  `select no_such_column, 'https://h/b?sig=${SECRET}&x=1'`,
  `select 1 from t where password = '${SECRET}' and`,
  `select to_number('secret_key = ''${SECRET}''')`,
];

/** Everything that a running system tells those who watch it, while its users hand it secrets. */
describe('metrics, traces, logs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'firn-secrets-'));
  let collector: TraceCollector;
  let system: System;
  let client: FirnClient;
  let workerUrl: string;
  beforeAll(async () => {
    collector = await startTraceCollector();
    const [snowflakePort, healthPort] = [await freePort(), await freePort()];
    const connection = localConnection(`http://127.0.0.1:${snowflakePort}`);
    const profiles = [
      { name: 'local', ...connection },
      { name: 'mistaken', ...connection, auth: { kind: 'password', password: SECRET } },
      {
        name: 'keyed',
        ...connection,
        auth: { kind: 'key_pair', privateKeyFile: 'key.p8', passphraseEnv: 'KEY_PASSPHRASE' },
      },
    ];
    const profilesFile = join(folder, 'profiles.json');
    writeFileSync(profilesFile, JSON.stringify({ profiles }), { mode: 0o600 });
    writeFileSync(join(folder, 'key.p8'), privateKey, { mode: 0o600 });
    workerUrl = `http://127.0.0.1:${healthPort}`;
    system = await startSystem({
      workers: 1,
      snowflakePort,
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_BSP_SCHEDULE_DELAY: '50',
        FIRN_LOG_LEVEL: 'debug',
        KEY_PASSPHRASE: PASSPHRASE,
        FIRN_PROFILES_FILE: profilesFile,
        FIRN_WORKER_HEALTH_PORT: String(healthPort),
      },
    });
    client = new FirnClient({ url: system.apiUrl, apiKey: system.apiKey });
  });
  afterAll(async () => {
    await system?.stop();
    await collector?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('hold no password of a statement, no key of a profile and no key of the API', async () => {
    const requests = [
      ...STATEMENTS.map((sql) => ({ profile: 'local', sql })),
      { profile: 'local', sql: 'alter user u set password = ?', binds: [SECRET] },
      { profile: 'mistaken', sql: 'select 1' },
      { profile: 'keyed', sql: 'select 1' },
    ];
    const submitted = await Promise.allSettled(requests.map((request) => client.submit(request)));
    const ids = submitted.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.id] : []));
    expect(ids.length).toBeGreaterThan(5); // what administers an account is refused
    const ended = await Promise.all(ids.map((id) => client.wait(id)));
    expect(ended.map(({ state }) => state)).toContain('succeeded');
    expect(ended.at(-2)?.problem?.code).toBe('access_denied');

    const wrongKey = 'hunter2-no-key-of-this-api';
    for (const [path, body] of [
      [`/v1/jobs?apiKey=${wrongKey}&password=${SECRET}`, '{}'],
      ['/v1/jobs', `{"profile":"local","sql":"create user u password='${SECRET}'",}`],
      ['/v1/jobs', JSON.stringify({ profile: 'local', sql: 5, password: SECRET })],
    ] as const)
      for (const key of [system.apiKey, wrongKey])
        await fetch(`${system.apiUrl}${path}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
          body,
        });
    await until('the traces of all jobs', async () =>
      ids.every((id) => collector.spans.some(({ attributes }) => attributes['firn.job'] === id)),
    );

    const metrics = await Promise.all(
      [system.apiUrl, workerUrl].map(async (url) => (await fetch(`${url}/metrics`)).text()),
    );
    const health = await (await fetch(`${workerUrl}/health/ready`)).text();
    const logs = [...system.apis, ...system.workers, system.snowflake].map(({ logFile }) =>
      readFileSync(logFile, 'utf8'),
    );
    for (const [told, texts] of Object.entries({ metrics, health: [health], logs, traces: collector.received }))
      for (const text of texts) {
        expect([told, text.length]).not.toEqual([told, 0]);
        for (const secret of [SECRET, PASSPHRASE, KEY_LINE, wrongKey, system.apiKey])
          if (text.includes(secret)) throw new Error(`${told}: …${around(text, secret)}…`);
      }
  });

  it('and everything else on disk are for their owner alone', async () => {
    const rows = { profile: 'local', sql: 'select seq4() from table(generator(rowcount => 2000))' };
    expect((await client.wait((await client.submit(rows)).id)).state).toBe('succeeded');
    const found = readdirSync(system.folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
      existsSync(join(system.folder, path)),
    );
    const names = found.join('\n');
    for (const expected of [
      /redis\/.*\.aof$/m,
      /engine\.duckdb$/m,
      /\.log$/m,
      /profiles\.json$/m,
      /firn\/results\/default\/.+/m,
    ])
      expect(names).toMatch(expected);
    const open = found.filter((path) => (statSync(join(system.folder, path)).mode & 0o077) !== 0);
    expect(open).toEqual([]);
    expect(statSync(system.folder).mode & 0o077).toBe(0);
  });
});

const around = (text: string, secret: string): string => {
  const at = text.indexOf(secret);
  return text.slice(Math.max(0, at - 300), at + 200);
};
