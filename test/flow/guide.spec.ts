import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localConnection } from '../../scripts/system/local-connection.js';
import { documented } from '../support/documented.js';
import { LOCAL_PROFILE, type System, startSystem } from '../support/system.js';

const root = join(import.meta.dirname, '..', '..');
const EXAMPLES = documented('flow/guide').map(({ name, code }) => [name, code] as const);
/** What an example says that it prints, after an arrow. */
const promised = (code: string): readonly string[] => [...code.matchAll(/\/\/ → (.*)/g)].map(([, text]) => text ?? '');

/** Every example of the guide runs as it stands there, over a direct session and over a durable one. */
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

  it('has examples', () =>
    expect(EXAMPLES.map(([name]) => name)).toEqual(['frames', 'jobs', 'cancel', 'tables', 'failures']));

  it.each(
    EXAMPLES.flatMap(([name, code]) => (['direct', 'durable'] as const).map((mode) => [name, mode, code] as const)),
  )('%s, %s', async (name, mode, code) => {
    // Beside the examples, so that the aliases resolve.
    const file = join(root, 'examples', `guide-${process.pid}-${name}-${mode}.mts`);
    try {
      writeFileSync(file, `${opening[mode]()}\n${code}\nawait session.close();\n`);
      const { status, output } = await run(file);
      if (status !== 0) throw new Error(output);
      for (const line of promised(code)) expect(output).toContain(line);
    } finally {
      rmSync(file, { force: true });
    }
  });
});

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
