import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, isPortFree } from '../../scripts/system/ports.js';
import { until } from '../support/until.js';

const root = join(import.meta.dirname, '..', '..');

/** However the system is ended, none of its processes lives on and its ports are free. */
describe('ending the system', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'firn-shutdown-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['SIGINT to the process group, as Ctrl-C sends it', (npm: ChildProcess) => process.kill(-pidOf(npm), 'SIGINT')],
    ['SIGINT to the npm process alone', (npm: ChildProcess) => npm.kill('SIGINT')],
    ['SIGTERM to the npm process alone', (npm: ChildProcess) => npm.kill('SIGTERM')],
    ['SIGKILL to the whole process group', (npm: ChildProcess) => process.kill(-pidOf(npm), 'SIGKILL')],
  ])('%s', async (_name, end) => {
    const ports = { FIRN_API_PORT: String(await freePort()), FIRN_LOCAL_PORT: String(await freePort()) };
    const npm = spawn('npm', ['start'], {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...ports, FIRN_DATA_DIR: folder },
    });
    const exited = new Promise((resolve) => npm.once('exit', resolve));
    let output = '';
    npm.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    await until('the system runs', async () => output.includes('Ctrl-C stops everything'));
    const processes = processesOf(folder);
    expect(processes.length).toBeGreaterThanOrEqual(4);

    end(npm);
    await exited;
    await until('no process of the system lives', async () => processes.every((pid) => !isAlive(pid)), 30_000);
    for (const port of Object.values(ports)) expect(await isPortFree(Number(port))).toBe(true);
  });
});

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('npm was not started.');
  return pid;
}

/** Processes whose environment or arguments name the folder: Redis, the local Snowflake, the API and the workers. */
function processesOf(folder: string): readonly number[] {
  const { stdout } = spawnSync('ps', ['axeww', '-o', 'pid=,args='], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return stdout
    .split('\n')
    .filter((line) => line.includes(folder))
    .map((line) => Number.parseInt(line, 10))
    .filter((pid) => pid !== process.pid);
}

/** A zombie has ended; only its parent has not looked yet. */
function isAlive(pid: number): boolean {
  try {
    return !/^\S+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return (
      spawnSync('ps', ['-o', 'pid=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim() !== '' &&
      process.platform !== 'linux'
    );
  }
}
