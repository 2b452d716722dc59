import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startService } from '../../scripts/system/service.js';
import { documented } from '../support/documented.js';
import { type System, startSystem } from '../support/system.js';
import { installed, program, ROOT, run, scratchFolder, tarballs } from './support/installed.js';

const blocks = new Map(documented('packages/readme').map(({ name, code }) => [name, code]));
function printed(name: string): string {
  const code = blocks.get(name);
  if (code === undefined) throw new Error(`There is no block ${name}.`);
  return code;
}

/** The same program where modules are required. */
const asCommonJs = (code: string): string => {
  const imports = /^import (?:(\{[^}]*\})|(\w+)) from ('[^']+');$/gm;
  const required = [...code.matchAll(imports)].map(
    ([, names, whole, from]) => `const ${names ?? whole} = require(${from});`,
  );
  return `${required.join('\n')}\nasync function main() {\n${code.replace(imports, '')}}\nmain();\n`;
};

const ANSWER = `[{"REGION":"north","TOTAL":17},{"REGION":"south","TOTAL":25}]`;

/** What README and the pages of the packages print, run as it is printed, from the tarballs, in folders outside of the checkout. */
describe('what the README prints', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem({ workers: 1 });
  }, 120_000);
  afterAll(() => system?.stop());

  /** The environment of a terminal into which the line of `npm start` was pasted. */
  const shell = (more: Readonly<Record<string, string>> = {}) => ({
    ...process.env,
    FIRN_URL: system.apiUrl,
    FIRN_KEY: system.apiKey,
    ...more,
  });
  const node = (folder: string, file: string) =>
    run(process.execPath, [join(folder, file)], { cwd: folder, env: shell() });

  it('curl: submits a job and reads its result', async () => {
    const said = await run('sh', ['-euc', printed('curl')], { cwd: await scratchFolder('curl'), env: shell() });
    expect(said).toMatch(/"state":"succeeded"[\s\S]*\[42\]/);
  });

  it('TypeScript: installs into an empty folder, and runs there', async () => {
    const home = await scratchFolder('home');
    const there = join(home, 'first-job');
    const install = printed('install').replace(/^export PACKED=\S+/m, `export PACKED='${tarballs()}'`);
    await run('bash', ['-euc', install], {
      cwd: home,
      env: { ...shell(), HOME: home, npm_config_userconfig: npmConfig() },
    });
    await writeFile(join(there, 'first-job.ts'), printed('first-job'));
    const said = await run('npx', ['tsx', 'first-job.ts'], { cwd: there, env: shell() });
    expect(said).toContain(`{ REGION: 'north', TOTAL: 17n }`);
    expect(said).toContain(ANSWER);

    for (const [module, moduleResolution] of [
      ['nodenext', 'nodenext'],
      ['esnext', 'bundler'],
    ]) {
      const options = {
        module,
        moduleResolution,
        target: 'es2023',
        strict: true,
        types: ['node'],
        outDir: moduleResolution,
      };
      await writeFile(
        join(there, 'tsconfig.json'),
        JSON.stringify({ compilerOptions: options, files: ['first-job.ts'] }),
      );
      const checked = await run('npx', ['tsc', '-p', '.'], { cwd: there }).catch(
        (error: { stdout: string }) => error.stdout,
      );
      expect(checked).toBe('');
      expect(await node(there, join(moduleResolution ?? '', 'first-job.js'))).toContain(ANSWER);
    }
  }, 300_000);

  it.each([
    ['an ECMAScript module', 'first-job.mjs', (code: string) => code],
    ['CommonJS', 'first-job.cjs', asCommonJs],
  ])('the same runs as %s', async (_, file, written) => {
    const folder = await installed('client');
    await writeFile(join(folder, file), written(printed('first-job')));
    expect(await node(folder, file)).toContain(ANSWER);
  });

  it('the page of the client', async () => {
    const folder = await installed('client');
    await writeFile(join(folder, 'page.mjs'), printed('client'));
    expect(await node(folder, 'page.mjs')).toContain('[{"A":1}]');
  });

  it('the local Snowflake starts by its name from its tarball, and takes a driver and a direct session', async () => {
    const folder = await installed('snowflake-local');
    const [, args = ''] = /^npx @firn\/snowflake-local (.*)$/m.exec(printed('local')) ?? [];
    const server = await startService({
      name: 'local',
      command: join(folder, 'node_modules', '.bin', 'firn-snowflake-local'),
      args: args
        .replace('8084', '0')
        .replace('.', await scratchFolder('local'))
        .split(' '),
      logFile: join(await scratchFolder('local'), 'log'),
      ready: /^ready /,
    });
    try {
      const here = (name: string) =>
        printed(name).replace('http://127.0.0.1:8084', server.readyLine.slice('ready '.length));
      const drivers = await installed('snowflake');
      expect(await program(drivers, 'driver.mjs', here('driver'))).toContain('[ { ANSWER: 42 } ]');
      expect(await program(drivers, 'snowpark.mjs', here('snowpark'))).toContain("{ REGION: 'north', TOTAL: 17n }");
      expect(await program(drivers, 'snowpark.cjs', asCommonJs(here('snowpark')))).toContain('TOTAL: 25n');
    } finally {
      await server.stop();
    }
  }, 120_000);
});

/** Where npm finds its registry, also with another home. */
const npmConfig = (): string => process.env.npm_config_userconfig ?? join(process.env.HOME ?? ROOT, '.npmrc');
