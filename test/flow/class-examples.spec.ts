import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { opening, promised, runExamples, SAID_TO_FAIL } from '../support/run-examples.js';
import { type System, startSystem } from '../support/system.js';

const sources = join(import.meta.dirname, '..', '..', 'libs', 'snowpark', 'src');
const EXAMPLE = / \* @example\n *\* ```ts\n(?<code>[\s\S]*?) *\* ```\n *\*\/\n *(?<member>[^\n]*)/g;

/** The examples of the pages of the classes, by file and member. */
const EXAMPLES = readdirSync(sources, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .sort()
  .flatMap((file) =>
    [...readFileSync(join(sources, file), 'utf8').matchAll(EXAMPLE)].map(({ groups }) => {
      const member = groups?.member?.match(/(?:static |get |async )*(\w+)/)?.[1] ?? '';
      const name = `${file.replace(/\.ts$/, '').replaceAll(/\W+/g, '_')}__${member}`;
      const code = (groups?.code ?? '').replaceAll(/^ *\* ?/gm, '');
      return [name, code] as const;
    }),
  );

/** Of the session itself in Snowflake and of this machine's files: a durable session refuses them by name. */
const DIRECT_ONLY = /^(?:session|session_statements|io_dataframe_reader|io_file_operation)__/;

/** Every example of a class's page runs as it stands there. Each of them finds the table of orders. */
describe('the pages of the classes', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem({ workers: 2 });
  });
  afterAll(() => system?.stop());

  it('have examples, each with a name of its own', () => {
    expect(EXAMPLES.length).toBeGreaterThan(100);
    expect(new Set(EXAMPLES.map(([name]) => name)).size).toBe(EXAMPLES.length);
  });

  describe.each(['direct', 'durable'] as const)('%s', (mode) => {
    const examples = EXAMPLES.filter(([name]) => mode === 'direct' || !DIRECT_ONLY.test(name));
    let printed: ReadonlyMap<string, string>;
    beforeAll(async () => {
      printed = await runExamples(
        `${opening[mode](system)}
await session
  .createDataFrame([[1, 'north', 10], [2, 'south', 20], [3, 'north', 30]], 'id int, region string, amount int')
  .write.mode('overwrite').saveAsTable('orders');`,
        examples,
      );
    });

    it.each(examples)('%s', (name, code) => {
      const output = printed.get(name) ?? '';
      expect(output).not.toContain(SAID_TO_FAIL);
      expect(promised(code).length).toBeGreaterThan(0);
      for (const line of promised(code)) expect(output).toContain(line);
    });
  });
});
