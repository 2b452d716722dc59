import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/** Where npm puts what it has installed. */
const INSTALLED = ['node_modules', '.package-lock.json'];

describe('setting up a checkout', () => {
  const folder = mkdtempSync(join(tmpdir(), 'firn-set-up-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** A checkout of packages that need nothing of a registry, but for one that is made for another machine. */
  function checkOut(names: readonly string[]) {
    const root = {
      name: 'checkout',
      version: '1.0.0',
      workspaces: ['libs/*'],
      optionalDependencies: { 'for-another-machine': '1.0.0' },
    };
    const packages: Record<string, object> = {
      '': root,
      'node_modules/for-another-machine': { version: '1.0.0', optional: true, os: ['aix'] },
    };
    for (const name of names) {
      mkdirSync(join(folder, 'libs', name), { recursive: true });
      writeFileSync(join(folder, 'libs', name, 'package.json'), JSON.stringify({ name, version: '1.0.0' }));
      packages[`libs/${name}`] = { version: '1.0.0' };
      packages[`node_modules/${name}`] = { resolved: `libs/${name}`, link: true };
    }
    writeFileSync(join(folder, 'package.json'), JSON.stringify(root));
    writeFileSync(
      join(folder, 'package-lock.json'),
      JSON.stringify({ name: 'checkout', lockfileVersion: 3, packages }),
    );
    cpSync(join(ROOT, 'scripts', 'set-up'), join(folder, 'scripts', 'set-up'), { recursive: true });
  }
  const run = (program: string, ...args: readonly string[]) => {
    const { status, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
    return { status, said: stderr.split('\n')[0] };
  };
  /** What every command does first, but for those of production. */
  const setUp = () =>
    run(
      process.execPath,
      '--input-type=module',
      '-e',
      "import { ensureDependencies } from './scripts/set-up/dependencies.mjs'; ensureDependencies();",
    );
  const nothing = { status: 0, said: '' };
  const installs = { status: 0, said: 'firn: installing the locked packages (npm ci), about a minute' };

  it('takes what a plain npm ci has installed, and installs what is locked where that is something else', () => {
    checkOut(['one']);
    expect(run('npm', 'ci').status).toBe(0);
    expect(setUp()).toEqual(nothing);

    checkOut(['one', 'two']);
    expect(setUp()).toEqual(installs);
    expect(existsSync(join(folder, 'node_modules', 'two'))).toBe(true);
    expect(setUp()).toEqual(nothing);

    rmSync(join(folder, 'libs', 'two'), { recursive: true });
    checkOut(['one']);
    expect(setUp()).toEqual(installs);
    expect(setUp()).toEqual(nothing);

    // npm was ended while it wrote it.
    writeFileSync(join(folder, ...INSTALLED), '{ "packages": {');
    expect(setUp()).toEqual(installs);
    expect(setUp()).toEqual(nothing);
  });
});
