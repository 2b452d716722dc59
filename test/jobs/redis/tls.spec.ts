import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApplication } from '../../../scripts/system/apps.js';
import { localConnection } from '../../../scripts/system/local-connection.js';
import { freePort } from '../../../scripts/system/ports.js';
import { type RedisServer, startRedis } from '../../../scripts/system/redis.js';
import { FIRN_ACL } from '../../support/redis-sentinel.js';
import { refusedStart } from '../../support/refused-start.js';

describe('a Redis over TLS, to a user of its access list', () => {
  let folder: string;
  let server: RedisServer;
  let port: number;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'firn-tls-'));
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    const named = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
    const self = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    execFileSync('openssl', [...self, '-keyout', key, '-out', certificate, ...named], { stdio: 'ignore' });
    port = await freePort();
    server = await startRedis({
      folder: join(folder, 'redis'),
      durable: false,
      args: [
        ...['--tls-port', String(port), '--tls-cert-file', certificate, '--tls-key-file', key],
        ...['--tls-auth-clients', 'no', '--user', ...FIRN_ACL],
      ],
    });
    const profile = { name: 'local', tenant: 'default', ...localConnection('http://127.0.0.1:1') };
    writeFileSync(join(folder, 'profiles.json'), JSON.stringify({ profiles: [profile] }), { mode: 0o600 });
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const environment = (url: string) => ({
    FIRN_REDIS_URL: url,
    FIRN_DATA_DIR: join(folder, 'data'),
    FIRN_PROFILES_FILE: join(folder, 'profiles.json'),
    FIRN_LOG_LEVEL: 'silent',
    NODE_EXTRA_CA_CERTS: join(folder, 'certificate.pem'),
  });

  it('is worked with, by a certificate authority of its own', async () => {
    const env = environment(`rediss://firn:of-firn@localhost:${port}`);
    const worker = await startApplication('worker', { logFolder: folder, env });
    expect(worker.isRunning()).toBe(true);
    expect(await worker.stop()).toBe(0);
  });

  it('is refused in one sentence, without its password, where the address is none', async () => {
    const said = await refusedStart('worker', environment(`redis+sentinel://firn:of-firn@127.0.0.1:${server.port}`));
    expect(said).toMatchObject({ code: 78, err: expect.stringContaining('the name of the master is missing') });
    expect(said.err).not.toContain('of-firn');
  });
});
