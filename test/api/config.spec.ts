import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@firn/nest/internal';
import { readConfig } from '../../apps/api/src/config/config.js';
import { digestOfKey } from '../../apps/api/src/config/keys-file.js';

describe('configuration', () => {
  const folder = mkdtempSync(join(tmpdir(), 'firn-config-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, content: unknown) => {
    const path = join(folder, name);
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };
  const digest = digestOfKey('a-key-of-enough-length');
  const complete = {
    FIRN_API_KEYS_FILE: file('keys.json', { keys: [{ id: 'k', sha256: digest, tenant: 'acme' }] }),
    FIRN_PROFILES_FILE: file('profiles.json', {
      profiles: [{ name: 'main', tenant: 'acme', auth: { password: 'secret-1' } }],
    }),
    FIRN_DATA_DIR: join(folder, 'data'),
  };
  const refused = (env: Readonly<Record<string, string>>): string => {
    try {
      readConfig({ ...complete, ...env });
    } catch (error) {
      if (error instanceof ConfigError) return error.message;
      throw error;
    }
    throw new Error('It was accepted.');
  };

  it('listens on loopback by default, and ignores what is not its own', () => {
    const config = readConfig({
      ...complete,
      ...{
        PATH: '/bin',
        FIRN_WORKER_NAME: 'w',
        FIRN_LOCAL_PORT: '1',
        FIRN_URL: 'http://h',
        FIRN_KEY: 'k',
        FIRN_PROFILE: 'p',
      },
    });
    expect(config).toMatchObject({ host: '127.0.0.1', port: 3000, redisUrl: 'redis://127.0.0.1:6379', shards: 1 });
    expect(config.keys).toEqual([{ id: 'k', sha256: digest, tenant: 'acme', requestsPerMinute: 6_000 }]);
  });

  it('keeps no credential of a profile', () => {
    expect(JSON.stringify(readConfig(complete))).not.toContain('secret-1');
  });

  it('gives a profile without a tenant to the tenant default, as the workers do', () => {
    const profiles = file('no-tenant.json', { profiles: [{ name: 'main' }] });
    expect(readConfig({ ...complete, FIRN_PROFILES_FILE: profiles }).profiles).toMatchObject([
      { name: 'main', tenant: 'default' },
    ]);
  });

  it('reads a key from a file beside the keys file', () => {
    file('one.key', 'a-key-of-enough-length\n');
    const keys = file('by-file.json', { keys: [{ id: 'k', file: 'one.key', tenant: 'acme', requestsPerMinute: 5 }] });
    expect(readConfig({ ...complete, FIRN_API_KEYS_FILE: keys }).keys).toMatchObject([
      { sha256: digest, requestsPerMinute: 5 },
    ]);
  });

  it.each([
    ['FIRN_API_PORT', '70000', '0 to 65535'],
    ['FIRN_API_PORT', 'http', 'whole number'],
    ['FIRN_SHARDS', '0', '1 to 256'],
    ['FIRN_LOG_LEVEL', 'loud', 'trace, debug, info'],
    ['FIRN_REDIS_URL', 'localhost:6379', 'redis://host:port'],
    ['FIRN_API_BODY_BYTES', '-1', 'whole number'],
    ['FIRN_API_KEYS_FILE', '/nowhere/keys.json', 'ENOENT'],
    [
      'FIRN_DATA_DIR',
      '/dev/null',
      '/dev/null cannot be used for data: a file stands in its place, or in that of a folder above it. Allowed: Folder for',
    ],
    ['FIRN_API_PROT', '3000', 'FIRN_API_PORT'],
    ['FIRN_SHARD', '4', 'Did you mean FIRN_SHARDS?'],
    ['FIRN_REDISURL', 'redis://h:1', 'Did you mean FIRN_REDIS_URL?'],
    ['FIRN_KEEP_RESULT_MS', '5000', 'Did you mean FIRN_KEEP_RESULTS_MS?'],
    ['FIRN_KEEP_ALL', '5000', 'FIRN_KEEP_RESULTS_MS'],
  ])('names %s=%s and what is allowed', (name, value, allowed) => {
    const message = refused({ [name]: value });
    expect(message).toContain(name);
    expect(message).toContain(allowed);
  });

  it('names every wrong variable at once, and every missing one', () => {
    const message = refused({ FIRN_API_PORT: 'x', FIRN_SHARDS: 'y', FIRN_DATA_DIR: '' });
    for (const name of ['FIRN_API_PORT', 'FIRN_SHARDS', 'FIRN_DATA_DIR is required']) expect(message).toContain(name);
  });

  it.each([
    ['{ "keys": [ {"id": "k", "sha256": "my-secret-key" } ]', 'is not JSON'],
    ['{ "keys": [] }', 'at least one key'],
    [`{ "keys": [ { "id": "k", "tenant": "acme" } ] }`, 'either "sha256"'],
    [`{ "keys": [ { "id": "k", "tenant": "acme", "sha256": "my-secret-key" } ] }`, 'SHA-256'],
    [`{ "keys": [ { "id": "k", "tenant": "a b", "sha256": "${'0'.repeat(64)}" } ] }`, 'keys.0.tenant'],
  ])('says what is wrong with the keys file %s, and shows no secret', (content, words) => {
    const message = refused({ FIRN_API_KEYS_FILE: file('wrong.json', content) });
    expect(message).toContain('FIRN_API_KEYS_FILE');
    expect(message).toContain(words);
    expect(message).not.toContain('my-secret-key');
  });

  it('refuses two profiles of one name', () => {
    const profiles = file('twice.json', {
      profiles: [
        { name: 'a', tenant: 'x' },
        { name: 'a', tenant: 'y' },
      ],
    });
    expect(refused({ FIRN_PROFILES_FILE: profiles })).toContain('two profiles are called a');
  });
});
