import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { startApplication } from '../../../scripts/system/apps.js';
import { localConnection } from '../../../scripts/system/local-connection.js';
import { freePorts } from '../../../scripts/system/ports.js';
import { type RedisServer, startRedis } from '../../../scripts/system/redis.js';
import { type Service, startService } from '../../../scripts/system/service.js';
import { FIRN_ACL } from '../../support/redis-sentinel.js';
import { refusedStart } from '../../support/refused-start.js';
import { until } from '../../support/until.js';

const SLOTS = 16_384;

describe('Redis over TLS, to a user of its access list', () => {
  let folder: string;
  let server: RedisServer;
  let node: RedisServer;
  let sentinel: Service;
  let port: number;
  let nodePort: number;
  let sentinelPort: number;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'firn-tls-'));
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    const named = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
    const self = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    execFileSync('openssl', [...self, '-keyout', key, '-out', certificate, ...named], { stdio: 'ignore' });
    const [bus = 0, ...free] = await freePorts(5);
    [port = 0, nodePort = 0, sentinelPort = 0] = free;
    const tls = ['--tls-cert-file', certificate, '--tls-key-file', key, '--tls-ca-cert-file', certificate];
    const asked = (at: number) => ['--tls-port', String(at), ...tls, '--tls-auth-clients', 'no'];
    server = await startRedis({
      folder: join(folder, 'redis'),
      durable: false,
      args: [...asked(port), '--user', ...FIRN_ACL],
    });
    node = await startRedis({
      folder: join(folder, 'node'),
      durable: false,
      args: [
        ...[...asked(nodePort), '--tls-cluster', 'yes', '--cluster-enabled', 'yes', '--cluster-port', String(bus)],
        ...['--cluster-announce-hostname', 'localhost', '--cluster-preferred-endpoint-type', 'hostname'],
        ...['--user', ...FIRN_ACL],
      ],
    });
    const redis = new Redis(node.port, '127.0.0.1');
    await redis.call('CLUSTER', 'ADDSLOTSRANGE', 0, SLOTS - 1);
    await until('all slots are served', async () => String(await redis.cluster('INFO')).includes('cluster_state:ok'));
    redis.disconnect();
    const file = join(folder, 'sentinel.conf');
    const lines = [
      ...['port 0', `tls-port ${sentinelPort}`, 'tls-replication yes', 'tls-auth-clients no', 'bind 127.0.0.1'],
      ...[`tls-cert-file ${certificate}`, `tls-key-file ${key}`, `tls-ca-cert-file ${certificate}`],
      ...[`dir ${folder}`, 'sentinel resolve-hostnames yes', 'sentinel announce-hostnames yes'],
      `sentinel monitor main localhost ${port} 1`,
    ];
    writeFileSync(file, lines.join('\n'), { mode: 0o600 });
    sentinel = await startService({
      name: 'sentinel',
      command: process.env.REDIS_SERVER_BIN ?? 'redis-server',
      args: [file, '--sentinel'],
      logFile: join(folder, 'sentinel.log'),
      ready: /\+monitor master main/,
    });
    const profile = { name: 'local', tenant: 'default', ...localConnection('http://127.0.0.1:1') };
    writeFileSync(join(folder, 'profiles.json'), JSON.stringify({ profiles: [profile] }), { mode: 0o600 });
  });
  afterAll(async () => {
    await Promise.all([server, node, sentinel].map((one) => one.stop()));
    rmSync(folder, { recursive: true, force: true });
  });

  const environment = (url: string) => ({
    FIRN_REDIS_URL: url,
    FIRN_DATA_DIR: join(folder, 'data'),
    FIRN_PROFILES_FILE: join(folder, 'profiles.json'),
    FIRN_LOG_LEVEL: 'silent',
    NODE_EXTRA_CA_CERTS: join(folder, 'certificate.pem'),
  });

  it.each([
    ['one server', () => `rediss://firn:of-firn@localhost:${port}`],
    ['a Cluster', () => `rediss+cluster://firn:of-firn@localhost:${nodePort}`],
    ['Sentinels', () => `rediss+sentinel://firn:of-firn@localhost:${sentinelPort}/main`],
  ])('is worked with, by a certificate authority of its own, as %s', async (_, url) => {
    const env = environment(url());
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
