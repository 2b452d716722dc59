import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@firn/nest/internal';
import { readConfig } from '../../../apps/worker/src/config/config.js';

describe('the configuration of a worker', () => {
  const folder = mkdtempSync(join(tmpdir(), 'firn-config-'));
  const profilesFile = join(folder, 'profiles.json');
  afterAll(() => rmSync(folder, { recursive: true }));
  const profiles = (...entries: object[]) => writeFileSync(profilesFile, JSON.stringify({ profiles: entries }));
  const profile = { name: 'p', account: 'a', user: 'u', auth: { kind: 'password', passwordEnv: 'P_PASSWORD' } };
  const read = (env: Record<string, string> = {}) =>
    readConfig({ FIRN_DATA_DIR: join(folder, 'data'), FIRN_PROFILES_FILE: profilesFile, P_PASSWORD: 'secret', ...env });
  const linesOf = (env: Record<string, string>) => {
    try {
      read(env);
    } catch (error) {
      if (error instanceof ConfigError) return error.lines.join('\n');
      throw error;
    }
    return '';
  };

  beforeEach(() => profiles(profile));

  it('takes secrets from where the profile says', () => {
    const config = read();
    expect(config.profiles.get('p')).toMatchObject({
      tenant: 'default',
      auth: { kind: 'password', password: 'secret' },
    });
    writeFileSync(join(folder, 'key.pem'), '-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----\n');
    profiles({ ...profile, auth: { kind: 'key_pair', privateKeyFile: 'key.pem', passphraseEnv: 'P_PASSWORD' } });
    expect(read().profiles.get('p')?.auth).toMatchObject({ kind: 'key_pair', passphrase: 'secret' });
  });

  it('has defaults, a name of its own among them', () => {
    expect(read()).toMatchObject({
      shards: 1,
      concurrency: { submit: 100 },
      tracker: { heartbeatMs: 500, ttlMs: 3_000 },
    });
    expect(read().name).toContain(String(process.pid));
    expect(read({ FIRN_WORKER_NAME: 'w-7' }).name).toBe('w-7');
  });

  it('counts an empty value as none', () => {
    expect(read({ FIRN_SHARDS: '' }).shards).toBe(1);
  });

  it.each([
    [{ FIRN_SHARDS: '0' }, /FIRN_SHARDS must be a whole number from 1 to 256/],
    [{ FIRN_REDIS_URL: 'localhost' }, /FIRN_REDIS_URL must look like redis:/],
    [{ FIRN_LOG_LEVEL: 'loud' }, /FIRN_LOG_LEVEL must be one of trace, debug/],
    [{ FIRN_WORKER_NAME: 'a b' }, /FIRN_WORKER_NAME must be/],
    [{ FIRN_WORKER_CONCURENCY: '5' }, /FIRN_WORKER_CONCURENCY is not a setting. .*FIRN_WORKER_SUBMITS/],
    [{ FIRN_FLEETS: 'a' }, /FIRN_FLEETS is not a setting. Did you mean FIRN_FLEET\?/],
    [{ FIRN_DATADIR: '/x' }, /FIRN_DATADIR is not a setting. Did you mean FIRN_DATA_DIR\?/],
    [{ FIRN_TRACKER_TTL_MS: '900' }, /FIRN_TRACKER_TTL_MS must be at least twice FIRN_TRACKER_HEARTBEAT_MS/],
    [{ FIRN_PROFILES_FILE: '/no/such/file' }, /FIRN_PROFILES_FILE: .*no such file/],
    [
      { FIRN_DATA_DIR: '/dev/null/x' },
      /FIRN_DATA_DIR: \/dev\/null\/x cannot be used for data: a file stands in its place/,
    ],
    [{ P_PASSWORD: '' }, /the profile p names the variable P_PASSWORD, which is not set/],
  ])('refuses %j by name', (env, line) => {
    expect(linesOf(env)).toMatch(line);
  });

  it('names everything that is wrong at once', () => {
    expect(linesOf({ FIRN_SHARDS: 'x', FIRN_WORKER_LOCK_MS: '1' }).split('\n')).toHaveLength(2);
    expect(() => readConfig({})).toThrow(/FIRN_DATA_DIR is required[\s\S]*FIRN_PROFILES_FILE is required/);
  });

  it('names the profile that is wrong, and never a secret', () => {
    profiles({ ...profile, user: 5, auth: { kind: 'password', password: 'hunter2' } });
    expect(linesOf({})).toMatch(/user/);
    expect(linesOf({})).not.toContain('hunter2');
    writeFileSync(profilesFile, '{ "password": "hunter2" ');
    expect(linesOf({})).toMatch(/is not JSON/);
    expect(linesOf({})).not.toContain('hunter2');
    profiles(profile, profile);
    expect(linesOf({})).toMatch(/two profiles are called p/);
  });
});
