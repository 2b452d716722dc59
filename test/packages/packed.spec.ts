import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type LocalSnowflake, startLocalSnowflake } from '../support/local-snowflake.js';

const run = promisify(execFile);
const ROOT = join(__dirname, '..', '..');
const VERSION = '0.1.0';

/** What has to be installed for one package to work, and how large that may be, in megabytes. */
const INSTALLS = {
  snowpark: { with: ['snowpark'], most: 5 },
  client: { with: ['snowpark', 'contract', 'client'], most: 15 },
  snowflake: { with: ['snowpark', 'snowflake'], most: 130 },
  'snowflake-local': { with: ['snowflake-local'], most: 100 },
  api: { with: ['snowpark', 'contract', 'jobs', 'results', 'api'], most: 120 },
  worker: { with: ['snowpark', 'contract', 'jobs', 'results', 'snowflake', 'worker'], most: 220 },
} as const;
type Installed = keyof typeof INSTALLS;

describe('packed packages, installed into empty folders', () => {
  let base: string;
  let packed: string;
  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), 'firn-packed-'));
    packed = join(base, 'packed');
    await run(process.execPath, [join(ROOT, 'scripts', 'run.mjs'), 'pack', packed], { cwd: ROOT });
  }, 240_000);
  afterAll(() => rm(base, { recursive: true, force: true }));

  const tarball = (name: string) => join(packed, `firn-${name}-${VERSION}.tgz`);
  const folderOf = (name: Installed) => join(base, name);
  const program = async (name: Installed, file: string, text: string, args: readonly string[] = []) => {
    const path = join(folderOf(name), file);
    await writeFile(path, text);
    return (await run(process.execPath, [path, ...args], { cwd: folderOf(name) })).stdout;
  };

  it.each(Object.keys(INSTALLS) as Installed[])(
    '@firn/%s installs, within its size',
    async (name) => {
      const folder = folderOf(name);
      await mkdir(folder);
      await writeFile(join(folder, 'package.json'), '{ "private": true }');
      const files = INSTALLS[name].with.map(tarball);
      const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
      await run('npm', ['install', ...quiet, ...files], { cwd: folder });
      const megabytes = (await bytesBelow(join(folder, 'node_modules'))) / 1_000_000;
      process.stdout.write(`@firn/${name}: ${megabytes.toFixed(1)} MB installed\n`);
      expect(megabytes).toBeLessThanOrEqual(INSTALLS[name].most);
    },
    240_000,
  );

  it.each([
    ['ESM', 'plan.mjs', "import { parseType, typeText } from '@firn/snowpark';"],
    ['CommonJS', 'plan.cjs', "const { parseType, typeText } = require('@firn/snowpark');"],
  ])('@firn/snowpark runs as %s', async (_, file, start) => {
    expect(await program('snowpark', file, `${start} console.log(typeText(parseType('decimal(10, 2)')));`)).toBe(
      'NUMBER(10, 2)\n',
    );
  });

  it.each([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])(
    'are typed without apache-arrow, strict, with nothing skipped: module %s, resolution %s',
    async (module, moduleResolution) => {
      const folder = folderOf('client');
      await writeFile(
        join(folder, 'typed.mts'),
        `import { durableSession } from '@firn/client';
import { col } from '@firn/snowpark';
const session = await durableSession({ url: 'http://127.0.0.1:1', apiKey: 'k', profile: 'p' });
const frame = session.createDataFrame([[1n, 'x']], ['A', 'B'] as const);
const rows = await frame.filter(col('A').eq(1)).collect();
const arrow: unknown = await frame.toArrow();
export const answer: readonly unknown[] = [rows, arrow, frame];
`,
      );
      const options = {
        strict: true,
        skipLibCheck: false,
        noEmit: true,
        target: 'es2023',
        types: [],
        lib: ['es2023', 'dom', 'esnext.disposable'],
      };
      await writeFile(
        join(folder, 'tsconfig.json'),
        JSON.stringify({ compilerOptions: { ...options, module, moduleResolution }, files: ['typed.mts'] }),
      );
      const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
      const { stdout } = await run(process.execPath, [tsc, '-p', folder]).catch((error: { stdout: string }) => error);
      expect(stdout).toBe('');
    },
    120_000,
  );

  it('say what to install where Arrow is asked for and not there', async () => {
    const text = `import { UsageError } from '@firn/snowpark';
import('@firn/snowpark/arrow').catch((error) => console.log(error.code));`;
    expect(await program('snowpark', 'arrow.mjs', text)).toBe('ERR_MODULE_NOT_FOUND\n');
  });

  describe('with a local Snowflake', () => {
    let snowflake: LocalSnowflake;
    beforeAll(async () => {
      snowflake = await startLocalSnowflake();
    }, 60_000);
    afterAll(() => snowflake?.stop());

    it.each([
      [
        'ESM',
        'direct.mjs',
        "import { directSession } from '@firn/snowflake';\nimport { col, sum } from '@firn/snowpark';",
      ],
      [
        'CommonJS',
        'direct.cjs',
        "const { directSession } = require('@firn/snowflake');\nconst { col, sum } = require('@firn/snowpark');",
      ],
    ])('a direct session runs a frame from %s', async (_, file, start) => {
      const text = `${start}
async function main() {
  const session = directSession({
    account: 'local', accessUrl: process.argv[2], user: 'firn', auth: { kind: 'password', password: 'firn' },
    database: 'FIRN', schema: 'PUBLIC', warehouse: 'COMPUTE_WH',
  });
  const orders = session.createDataFrame([['north', 10], ['south', 25], ['north', 7]], ['region', 'amount']);
  const rows = await orders.groupBy('region').agg(sum('amount').as('total')).sort(col('region')).collect();
  for (const row of rows) console.log(row.get('REGION'), row.get('TOTAL'));
  await session.close();
}
main();`;
      expect(await program('snowflake', file, text, [snowflake.url])).toBe('north 17n\nsouth 25n\n');
    });
  });

  it('hold nothing but what they are made of', async () => {
    for (const file of await readdir(packed)) {
      const { stdout } = await run('tar', ['tzf', join(packed, file)]);
      const entries = stdout.trim().split('\n');
      expect(entries).toEqual(expect.arrayContaining(['package/package.json', 'package/README.md', 'package/LICENSE']));
      const strange = entries.filter(
        (entry) =>
          !/^package\/(?:(?:dist|src)\/[^.].*\.(?:js|ts|map|d\.ts)|package\.json|README\.md|LICENSE)$/.test(entry),
      );
      expect(strange).toEqual([]);
    }
  });

  it.each(Object.keys(INSTALLS))('@firn/%s has a manifest without a fault', async (name) => {
    const publint = join(ROOT, 'node_modules', 'publint', 'src', 'cli.js');
    const { stdout } = await run(process.execPath, [publint, tarball(name), '--strict']);
    expect(stdout).toContain('All good!');
  });

  it.each(['snowpark', 'contract', 'jobs', 'results', 'snowflake', 'client'])(
    '@firn/%s has types that say what it is',
    async (name) => {
      const attw = join(ROOT, 'node_modules', '@arethetypeswrong', 'cli', 'dist', 'index.js');
      // Node from 20.19 on requires modules of this kind; the profile leaves out those before.
      // It exits with 1 where there is a problem.
      const { stderr } = await run(process.execPath, [attw, tarball(name), '--profile', 'esm-only']);
      expect(stderr).toBe('');
    },
  );
});

async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
