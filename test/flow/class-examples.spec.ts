import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { localConnection } from '../../scripts/system/local-connection.js';
import { type LocalSnowflake, startLocalSnowflake } from '../support/local-snowflake.js';
import { promised, runExamples, SAID_TO_FAIL } from '../support/run-examples.js';

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

/** Every example of a class's page runs as it stands there. Each of them finds the table of orders. */
describe('the pages of the classes', () => {
  let snowflake: LocalSnowflake;
  let printed: ReadonlyMap<string, string>;
  beforeAll(async () => {
    snowflake = await startLocalSnowflake();
    printed = await runExamples(
      `import { directSession } from '@firn/snowflake';
const session = await directSession(${JSON.stringify(localConnection(snowflake.url))});
await session
  .createDataFrame([[1, 'north', 10], [2, 'south', 20], [3, 'north', 30]], 'id int, region string, amount int')
  .write.saveAsTable('orders');`,
      EXAMPLES,
    );
  });
  afterAll(() => snowflake?.stop());

  it('have examples, each with a name of its own', () => {
    expect(EXAMPLES.length).toBeGreaterThan(30);
    expect(new Set(EXAMPLES.map(([name]) => name)).size).toBe(EXAMPLES.length);
  });

  it.each(EXAMPLES)('%s', (name, code) => {
    const output = printed.get(name) ?? '';
    expect(output).not.toContain(SAID_TO_FAIL);
    expect(promised(code).length).toBeGreaterThan(0);
    for (const line of promised(code)) expect(output).toContain(line);
  });
});
