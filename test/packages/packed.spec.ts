import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { adminSession } from '../support/admin-session.js';
import { type LocalSnowflake, startLocalSnowflake } from '../support/local-snowflake.js';
import {
  hasExports,
  INSTALLS,
  type Installed,
  installed,
  megabytesBelow,
  PACKAGES,
  program,
  ROOT,
  run,
  tarball,
  tarballs,
} from './support/installed.js';

const RESOLUTIONS = [
  ['nodenext', 'nodenext'],
  ['esnext', 'bundler'],
] as const;

/** What the compiler of TypeScript says of a file in a folder: strict, with nothing skipped. */
async function faultsOf(folder: string, file: string, module: string, moduleResolution: string): Promise<string> {
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
    JSON.stringify({ compilerOptions: { ...options, module, moduleResolution }, files: [file] }),
  );
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  return run(process.execPath, [tsc, '-p', folder]).catch((error: { stdout: string }) => error.stdout);
}

describe('packed packages, installed into empty folders', () => {
  it.each(Object.keys(INSTALLS) as Installed[])(
    '@firn/%s installs, within its size',
    async (name) => {
      const megabytes = await megabytesBelow(join(await installed(name), 'node_modules'));
      process.stdout.write(`@firn/${name}: ${megabytes.toFixed(1)} MB installed\n`);
      expect(megabytes).toBeLessThanOrEqual(INSTALLS[name].most);
    },
    900_000,
  );

  it.each([
    ['ESM', 'plan.mjs', "import { parseType, typeText } from '@firn/snowpark';"],
    ['CommonJS', 'plan.cjs', "const { parseType, typeText } = require('@firn/snowpark');"],
  ])('@firn/snowpark runs as %s', async (_, file, start) => {
    expect(
      await program(await installed('snowpark'), file, `${start} console.log(typeText(parseType('decimal(10, 2)')));`),
    ).toBe('NUMBER(10, 2)\n');
  });

  it.each(RESOLUTIONS)(
    'are typed without apache-arrow, strict, with nothing skipped: module %s, resolution %s',
    async (module, moduleResolution) => {
      const folder = await installed('client');
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
      expect(await faultsOf(folder, 'typed.mts', module, moduleResolution)).toBe('');
    },
    120_000,
  );

  it('say what to install where Arrow is asked for and not there', async () => {
    const text = `import { UsageError } from '@firn/snowpark';
import('@firn/snowpark/arrow').catch((error) => console.log(error.code));`;
    expect(await program(await installed('snowpark'), 'arrow.mjs', text)).toBe('ERR_MODULE_NOT_FOUND\n');
  });

  describe('with a local Snowflake', () => {
    let snowflake: LocalSnowflake;
    beforeAll(async () => {
      snowflake = await startLocalSnowflake();
    });
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
  const session = await directSession({
    account: 'local', accessUrl: process.argv[2], user: 'firn', auth: { kind: 'password', password: 'firn' },
    database: 'FIRN', schema: 'PUBLIC', warehouse: 'COMPUTE_WH',
  });
  const orders = session.createDataFrame([['north', 10], ['south', 25], ['north', 7]], ['region', 'amount']);
  const rows = await orders.groupBy('region').agg(sum('amount').as('total')).sort(col('region')).collect();
  for (const row of rows) console.log(row.get('REGION'), row.get('TOTAL'));
  await session.close();
}
main();`;
      expect(await program(await installed('snowflake'), file, text, [snowflake.url])).toBe('north 17n\nsouth 25n\n');
    });

    it('firn types writes the types of a schema, which compile, and finds them current', async () => {
      const folder = await installed('snowflake');
      const { hostname, port } = new URL(snowflake.url);
      const connection = {
        ACCOUNT: 'local',
        USER: 'firn',
        PASSWORD: 'firn',
        HOST: hostname,
        PORT: port,
        PROTOCOL: 'http',
      };
      const told = Object.entries(connection).map(([key, value]) => [`SNOWFLAKE_CONNECTIONS_CI_${key}`, value]);
      const env = { ...process.env, ...Object.fromEntries(told), SNOWFLAKE_CONNECTIONS_CI_DATABASE: 'FIRN' };
      const types = ['types', '--connection', 'ci', '--schema', 'public', '--out', 'database.ts'];
      const admin = await adminSession(snowflake.url);
      await admin.rows('create table TYPED (ID int not null, "lower case" varchar)');
      await admin.close();
      const firn = (...args: readonly string[]) =>
        run(join(folder, 'node_modules', '.bin', 'firn'), [...types, ...args], { cwd: folder, env });
      expect(await firn()).toBe('database.ts is written.\n');
      const written = await readFile(join(folder, 'database.ts'), 'utf8');
      expect(written).toContain('ID: bigint;');
      expect(written).toContain("'lower case': string | null;");
      expect(await firn('--check')).toBe('database.ts is current.\n');
      await writeFile(
        join(folder, 'use.ts'),
        `import { col, type Decimal, type Session } from '@firn/snowpark';
import type { Database } from './database.js';
export async function read(session: Session): Promise<readonly [bigint, string | null, Decimal]> {
  const frame = session.table<Database['PUBLIC']['TYPED']>('typed').withColumn('half', col('id').divide(2));
  const row = await frame.filter(frame.c['lower case'].isNotNull()).first();
  if (row === null) throw new Error('There is no row.');
  // @ts-expect-error: there is no such column.
  frame.select('nothing');
  return [row.get('ID'), row.get('lower case'), row.get('HALF')];
}
`,
      );
      for (const [module, resolution] of RESOLUTIONS)
        expect(await faultsOf(folder, 'use.ts', module, resolution)).toBe('');
    }, 120_000);
  });

  it('are of what was built: packing gives no reason to build again', async () => {
    const { stderr } = await promisify(execFile)(process.execPath, [join(ROOT, 'scripts', 'run.mjs'), 'build']);
    expect(stderr).toBe('');
  });

  it('hold nothing but what they are made of', async () => {
    for (const file of await readdir(tarballs())) {
      const entries = (await run('tar', ['tzf', join(tarballs(), file)])).trim().split('\n');
      expect(entries).toEqual(expect.arrayContaining(['package/package.json', 'package/README.md', 'package/LICENSE']));
      const strange = entries.filter(
        (entry) =>
          !/^package\/(?:(?:dist|src)\/[^.].*\.(?:js|ts|map|d\.ts)|package\.json|README\.md|LICENSE)$/.test(entry),
      );
      expect(strange).toEqual([]);
    }
  });

  it('name no path of the machine that packed them', async () => {
    const unpacked = join(tarballs(), '..', 'unpacked');
    for (const file of await readdir(tarballs())) {
      const folder = join(unpacked, file);
      await mkdir(folder, { recursive: true });
      await run('tar', ['xzf', join(tarballs(), file), '-C', folder]);
    }
    // grep exits with 1 where it finds nothing.
    const found = await run('grep', ['-rlF', '-e', ROOT, unpacked]).catch(() => '');
    expect(found).toBe('');
  });

  it.each(PACKAGES)('@firn/%s has a manifest without a fault', async (name) => {
    const publint = join(ROOT, 'node_modules', 'publint', 'src', 'cli.js');
    expect(await run(process.execPath, [publint, tarball(name), '--strict'])).toContain('All good!');
  });

  it.each(PACKAGES.filter(hasExports))('@firn/%s has types that say what it is', async (name) => {
    const attw = join(ROOT, 'node_modules', '@arethetypeswrong', 'cli', 'dist', 'index.js');
    // Node from 20.19 on requires modules of this kind; the profile leaves out those before.
    // It exits with 1 where there is a problem, and `run` rejects.
    expect(await run(process.execPath, [attw, tarball(name), '--profile', 'esm-only'])).toContain(`@firn/${name} v`);
  });
});
