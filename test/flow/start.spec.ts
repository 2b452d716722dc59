import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FirnClient } from '@firn/client';
import { freePort } from '../../scripts/system/ports.js';
import { until } from '../support/until.js';

const root = join(import.meta.dirname, '..', '..');

/** `npm start`, as it is typed. */
function start(env: Readonly<Record<string, string>>, args: readonly string[] = []) {
  const program = [join(root, 'scripts', 'run.mjs'), 'start', ...args];
  const child = spawn(process.execPath, program, { cwd: root, env: { ...process.env, ...env } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  return { child, ended, said: () => said };
}

describe('npm start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'firn-start-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps its key with its data, starts again what dies, and refuses data that another one uses', async () => {
    const env = { FIRN_DATA_DIR: join(folder, 'data'), FIRN_API_PORT: '0', FIRN_LOCAL_PORT: '0' };
    const keyOf = (said: string) => /^ {2}export FIRN_URL=(\S+) FIRN_KEY=(\S+)$/m.exec(said) ?? [];
    let running = start(env);
    try {
      await until('it has started', async () => running.said().includes('Ctrl-C stops everything'), 60_000);
      const [, url = '', key = ''] = keyOf(running.said());
      const client = new FirnClient({ url, apiKey: key });
      const run = async (sql: string) => (await client.wait((await client.submit({ profile: 'local', sql })).id)).state;
      expect(await run('create table kept as select 1 as A')).toBe('succeeded');

      for (const [program, name, log] of [
        ['apps/worker/', /(worker-\d)/, 'log/worker-'],
        ['apps/snowflake-local/', /(snowflake-local)/, 'log/snowflake-local.log'],
        ['apps/api/', /(api-1)/, 'log/api-1.log'],
        ['redis-server', /(redis)/, 'redis/redis.log'],
      ] as const) {
        process.kill(childOf(running.child.pid, program), 'SIGKILL');
        const back = new RegExp(`^${name.source} runs again$`, 'm');
        await until(`${program} runs again`, async () => back.test(running.said()), 30_000);
        const [, which = ''] = back.exec(running.said()) ?? [];
        expect(running.said()).toContain(`${which} ended by SIGKILL. Its log ${join(folder, 'data', log)}`);
        expect(await run('select A from kept')).toBe('succeeded');
      }
      running.child.kill('SIGINT');
      expect(await running.ended).toBe(0);

      running = start(env);
      await until('it has started again', async () => running.said().includes('Ctrl-C stops everything'), 60_000);
      expect(keyOf(running.said())[2]).toBe(key);

      // A folder with the same data of Snowflake, so that whether a Redis was started over it can be seen.
      const same = join(folder, 'same');
      mkdirSync(same, { mode: 0o700 });
      symlinkSync(join(folder, 'data', 'snowflake'), join(same, 'snowflake'));
      const second = start({ ...env, FIRN_DATA_DIR: same });
      expect(await second.ended).toBe(1);
      expect(second.said()).toMatch(/The data folder \S+snowflake is in use by .*PID/);
      expect(readdirSync(same)).not.toContain('redis');
    } finally {
      running.child.kill('SIGINT');
      await running.ended;
    }
  }, 300_000);

  it.each(['FIRN_API_PORT', 'FIRN_LOCAL_PORT'])('names the setting of a port that is taken: %s', async (setting) => {
    const port = await freePort();
    const taken = createServer().listen(port, '127.0.0.1');
    try {
      const elsewhere = join(folder, 'nothing');
      const running = start({
        FIRN_API_PORT: '0',
        FIRN_LOCAL_PORT: '0',
        FIRN_DATA_DIR: elsewhere,
        [setting]: String(port),
      });
      expect(await running.ended).toBe(1);
      expect(running.said()).toContain(
        `Port ${port} is taken by another process. Stop it, or choose another port with ${setting}.`,
      );
      expect(() => readFileSync(elsewhere)).toThrow('ENOENT');
    } finally {
      taken.close();
    }
  });

  it('answers --help', async () => {
    const running = start({}, ['--help']);
    expect(await running.ended).toBe(0);
    expect(running.said()).toContain('FIRN_LOCAL_PORT   port of the local Snowflake, 8084');
  });
});

/** A process that `npm start` has started, by its program. */
function childOf(parent: number | undefined, program: string): number {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  const line = stdout
    .split('\n')
    .find((each) => Number(each.trim().split(/\s+/)[1]) === parent && each.includes(program));
  if (line === undefined) throw new Error(`No ${program} below ${parent}:\n${stdout}`);
  return Number(line.trim().split(/\s+/)[0]);
}
