import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localConnection } from '../../scripts/system/local-connection.js';
import { LOCAL_PROFILE, type System } from './system.js';

const root = join(import.meta.dirname, '..', '..');

/** What is printed of an example that throws, before the error. */
export const SAID_TO_FAIL = 'This example failed.';

/** What an example says that it prints, after an arrow. */
export const promised = (code: string): readonly string[] =>
  [...code.matchAll(/\/\/ → (.*)/g)].map(([, text]) => text ?? '');

/** Code that opens `session` on the system's local Snowflake, directly or durably. */
export const opening = {
  direct: (system: System) => `import { directSession } from '@firn/snowflake';
const session = await directSession(${JSON.stringify(localConnection(system.snowflake.url))});`,
  durable: (system: System) => `import { durableSession } from '@firn/client';
const session = await durableSession(${JSON.stringify({ url: system.apiUrl, apiKey: system.apiKey, profile: LOCAL_PROFILE })});`,
} as const;

/**
 * Runs examples of the documentation, each as a module of its own, one after the other in one process; gives what each prints.
 *
 * @param opening code that gives `session`, which the examples have
 * @param given what else they have: an expression by its name
 */
export async function runExamples(
  opening: string,
  examples: readonly (readonly [name: string, code: string])[],
  given: Readonly<Record<string, string>> = {},
): Promise<ReadonlyMap<string, string>> {
  const folder = mkdtempSync(join(root, 'examples', '.guide-')); // beside the examples, so that the packages are found
  try {
    const names = ['session', ...Object.keys(given)].join(', ');
    for (const [name, code] of examples) {
      writeFileSync(join(folder, `${name}.mts`), `const { ${names} } = globalThis;\n${code}\n`);
    }
    const values = Object.entries(given).map(([name, expression]) => `${name}: ${expression}`);
    const main = `${opening}
Object.assign(globalThis, { ${['session', ...values].join(', ')} });
for (const name of ${JSON.stringify(examples.map(([name]) => name))}) {
  console.log('=== ' + name);
  await import('./' + name + '.mts').catch((error) => console.log('${SAID_TO_FAIL}', error));
}
await session.close();
`;
    const file = join(folder, 'main.mts');
    writeFileSync(file, main);
    const { status, output } = await run(file);
    if (status !== 0) throw new Error(output);
    const parts = output.split(/^=== (\w+)\n/m).slice(1);
    return new Map(examples.map(([name]) => [name, parts[parts.indexOf(name) + 1] ?? '']));
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
