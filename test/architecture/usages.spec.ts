import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
/** They answer by themselves, once they are built. */
const APPS = ['start:local', 'start:api', 'start:worker'];
const COMMANDS = Object.keys(scripts).filter((command) => !APPS.includes(command));

describe('every command, in a checkout without packages', () => {
  const folder = mkdtempSync(join(tmpdir(), 'firn-usages-'));
  beforeAll(() => cpSync(join(ROOT, 'scripts'), join(folder, 'scripts'), { recursive: true }));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'scripts', 'run.mjs'), ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(readdirSync(folder)).toEqual(['scripts']);
    return { status, stdout, stderr };
  };

  it.each(COMMANDS)('%s answers --help, and does nothing', (command) => {
    const { status, stdout, stderr } = run(command, '--help');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(new RegExp(`^npm (?:run )?${command}(?: -- [^\n]+)?\n\n[A-Z]`));
  });

  it.each([
    ['demo', 'fast', 'npm run demo takes no arguments, and got fast.\n'],
    ['start', '--port', 'npm start takes no arguments, and got --port.\n'],
    ['pack', '--folder', 'npm run pack takes [FOLDER], and got --folder.\n'],
  ])('%s refuses %s by name', (command, argument, refusal) => {
    expect(run(command, argument)).toEqual({ status: 2, stdout: '', stderr: refusal });
  });
});
