import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localConnection } from '../../scripts/system/local-connection.js';
import { documented } from '../support/documented.js';
import { LOCAL_PROFILE, type System, startSystem } from '../support/system.js';

const root = join(import.meta.dirname, '..', '..');
const EXAMPLES = documented('flow/guide').map(({ name, code }) => [name, code] as const);
/** What an example says that it prints, after an arrow. */
const promised = (code: string): readonly string[] => [...code.matchAll(/\/\/ → (.*)/g)].map(([, text]) => text ?? '');

/** Every example of the guide and of the recipes runs as it stands there, over a direct session and over a durable one. */
describe('the guide', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem({ workers: 2 });
  });
  afterAll(() => system?.stop());

  const opening = {
    direct: () => `import { directSession } from '@firn/snowflake';
const session = await directSession(${JSON.stringify(localConnection(system.snowflake.url))});`,
    durable: () => `import { durableSession } from '@firn/client';
const session = await durableSession(${JSON.stringify({ url: system.apiUrl, apiKey: system.apiKey, profile: LOCAL_PROFILE })});`,
  };

  it('has examples, each with a name of its own', () => {
    expect(EXAMPLES.length).toBeGreaterThan(10);
    expect(new Set(EXAMPLES.map(([name]) => name)).size).toBe(EXAMPLES.length);
  });

  describe.each(['direct', 'durable'] as const)('%s', (mode) => {
    let printed: ReadonlyMap<string, string>;
    beforeAll(async () => {
      printed = await runAll(opening[mode]());
    });

    it.each(EXAMPLES)('%s', (name, code) => {
      const output = printed.get(name) ?? '';
      expect(output).not.toContain(FAILED);
      for (const line of promised(code)) expect(output).toContain(line);
    });
  });
});

const FAILED = 'This example failed.';

/** Runs every example as a module of its own, one after the other in one process; gives what each prints. */
async function runAll(opening: string): Promise<ReadonlyMap<string, string>> {
  const folder = mkdtempSync(join(root, 'examples', '.guide-')); // beside the examples, so that the packages are found
  try {
    for (const [name, code] of EXAMPLES) {
      writeFileSync(join(folder, `${name}.mts`), `const { session } = globalThis;\n${code}\n`);
    }
    const main = `${opening}
globalThis.session = session;
for (const name of ${JSON.stringify(EXAMPLES.map(([name]) => name))}) {
  console.log('=== ' + name);
  await import('./' + name + '.mts').catch((error) => console.log('${FAILED}', error));
}
await session.close();
`;
    const file = join(folder, 'main.mts');
    writeFileSync(file, main);
    const { status, output } = await run(file);
    if (status !== 0) throw new Error(output);
    const parts = output.split(/^=== (\w+)\n/m).slice(1);
    return new Map(EXAMPLES.map(([name]) => [name, parts[parts.indexOf(name) + 1] ?? '']));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(file: string): Promise<{ readonly status: number; readonly output: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', file], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const [status] = (await once(child, 'close')) as [number];
  return { status, output };
}
