import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAM = join(__dirname, '../../../apps/snowflake-local/dist/main.js');

interface Run {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs the program until it ends; `onReady` is called with the first line of its output. */
function run(
  args: readonly string[],
  onReady: (line: string, end: (signal: NodeJS.Signals) => void) => void,
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const { UV_THREADPOOL_SIZE: _, ...env } = process.env;
    const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
    let output = '';
    let errors = '';
    child.stdout.on('data', (data: Buffer) => {
      const isFirst = output === '';
      output += data.toString();
      if (isFirst) onReady(output, (signal) => child.kill(signal));
    });
    child.stderr.on('data', (data: Buffer) => {
      errors += data.toString();
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output, errors }));
  });
}

describe('the process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('prints its address alone, and stops clean on %s', async (signal) => {
    const ended = await run(['--port', '0'], (line, end) => {
      expect(line).toMatch(/^ready http:\/\/127\.0\.0\.1:\d+\n$/);
      end(signal);
    });
    expect(ended).toMatchObject({ code: 0, output: expect.stringMatching(/^ready \S+\n$/) });
  });

  it('ends at once when its launcher is killed', async () => {
    // Resolves when the output is closed by both: no process is left that holds it.
    const ended = await run(['--port', '0'], (_, end) => end('SIGKILL'));
    expect(ended.code).toBeNull();
  });

  it('says what it can be told', async () => {
    const ended = await run(['--help'], () => undefined);
    expect(ended).toMatchObject({ code: 0, output: expect.stringContaining('--port'), errors: '' });
    expect(ended.output).toMatch(/--data +folder of database/);
  });

  it('names the setting of a port that is taken, and leaves no folder behind', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const folder = join(mkdtempSync(join(tmpdir(), 'firn-port-')), 'data');
    try {
      const ended = await run(['--port', String(port), '--data', folder], () => undefined);
      expect(ended).toMatchObject({
        code: 78,
        output: '',
        errors: expect.stringMatching(/^Port \d+ .* is taken .*--port/),
      });
      expect(existsSync(folder)).toBe(false);
    } finally {
      other.close();
      rmSync(join(folder, '..'), { recursive: true });
    }
  });

  it('names the setting of an address that is none', async () => {
    const ended = await run(['--port', '0', '--host', '203.0.113.7'], () => undefined);
    expect(ended).toMatchObject({ code: 78, errors: expect.stringContaining('--host') });
  });

  it('names a wrong setting and what is allowed', async () => {
    const ended = await run(['--port', 'seventy'], () => undefined);
    expect(ended).toMatchObject({
      code: 78,
      output: '',
      errors: "--port is 'seventy'; allowed is a whole number from 0 to 65535.\n",
    });
  });

  it('refuses a data folder that a newer server has written', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'firn-newer-'));
    try {
      writeFileSync(join(folder, 'version.json'), '{"version":99}');
      const ended = await run(['--port', '0', '--data', folder], () => undefined);
      expect(ended.code).toBe(78);
      expect(ended.errors).toContain('has version 99, this server knows 1');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
