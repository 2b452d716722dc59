import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LOCAL_PROFILE, type System, startSystem } from '../support/system.js';
import { installedFresh, ROOT, run, tarball } from './support/installed.js';

const FIRN = ['snowpark', 'contract', 'client', 'jobs', 'results', 'snowflake', 'nest', 'worker'];

/** The sample application as users have it: on the newest Nest as modules of ESM, and on the one before as CommonJS. */
const KINDS = [
  ['Nest 12, ESM', 'nest-app-esm', '12', 'module'],
  ['Nest 11, CommonJS', 'nest-app-cjs', '11', 'commonjs'],
] as const;

describe('the sample application, installed from the tarballs', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem({ workers: 0 });
  }, 120_000);
  afterAll(() => system?.stop());

  it.each(KINDS)(
    'builds and passes its own tests on Express and on Fastify: %s',
    async (_, name, nest, type) => {
      const example = join(ROOT, 'examples', 'nest-app');
      const manifest: { readonly dependencies: object; readonly devDependencies: object } = JSON.parse(
        await readFile(join(example, 'package.json'), 'utf8'),
      );
      const others = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
        .filter(([dependency]) => !dependency.startsWith('@firn/'))
        .map(([dependency, range]) => `${dependency}@${/^@nestjs\//.test(dependency) ? nest : range}`);
      const adapters = `@nestjs/platform-fastify@${nest}`;
      const folder = await installedFresh(name, [...FIRN.map(tarball), ...others, adapters]);
      for (const part of ['src', 'test', 'tsconfig.json']) {
        await cp(join(example, part), join(folder, part), { recursive: true });
      }
      const installedManifest: object = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
      await writeFile(join(folder, 'package.json'), JSON.stringify({ ...installedManifest, ...manifest, type }));

      const env = {
        ...process.env,
        NODE_OPTIONS: '',
        FIRN_URL: system.apiUrl,
        FIRN_KEY: system.apiKey,
        FIRN_PROFILE: LOCAL_PROFILE,
        FIRN_REDIS_URL: system.redis.url,
        FIRN_DATA_DIR: join(system.folder, 'firn'),
        SNOWFLAKE_URL: system.snowflake.url,
      };
      const outcome = async () => {
        await run('npm', ['run', 'build'], { cwd: folder }).catch((error: { stdout: string }) => {
          throw new Error(error.stdout);
        });
        return run('npm', ['test'], { cwd: folder, env }).catch((error: { stdout: string }) => error.stdout);
      };
      const onExpress = await outcome();
      await onFastify(join(folder, 'test', 'app.test.ts'));
      for (const told of [onExpress, await outcome()]) {
        expect(told).toMatch(/^. pass 4$/m);
        expect(told).toMatch(/^. fail 0$/m);
      }
      await rm(join(folder, 'node_modules'), { recursive: true, force: true });
    },
    300_000,
  );
});

/** Lets the tests of the application run it on Fastify; Express is what Nest takes where nothing is said. */
async function onFastify(file: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  const [before, after, ...more] = text.split('NestFactory.create(AppModule, ');
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`${file} starts the application in another way.`);
  const adapter = "import { FastifyAdapter } from '@nestjs/platform-fastify';\n";
  await writeFile(file, `${adapter}${before}NestFactory.create(AppModule, new FastifyAdapter(), ${after}`);
}
