import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { localConnection } from '../../scripts/system/local-connection.js';
import { opening, promised, runExamples, SAID_TO_FAIL } from '../support/run-examples.js';
import { type System, startSystem } from '../support/system.js';

const libraries = join(import.meta.dirname, '..', '..', 'libs');
const EXAMPLE = / \* @example\n *\* ```ts\n(?<code>[\s\S]*?) *\* ```\n *\*\/\n *(?<member>[^\n]*)/g;

type Examples = readonly (readonly [name: string, code: string])[];

/** The examples of the pages of a library's classes and of the functions that give them, by file and member. */
function examplesOf(library: string): Examples {
  const sources = join(libraries, library, 'src');
  return readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .flatMap((file) =>
      [...readFileSync(join(sources, file), 'utf8').matchAll(EXAMPLE)].map(({ groups }) => {
        const member = groups?.member?.match(MEMBER)?.[1] ?? '';
        const name = `${file.replace(/\.ts$/, '').replaceAll(/\W+/g, '_')}__${member}`;
        const code = (groups?.code ?? '').replaceAll(/^ *\* ?/gm, '');
        return [name, code] as const;
      }),
    );
}

const MEMBER = /^(?:export |const |function |static |get |async |readonly )*(\w+)/;
const EXAMPLES = { snowpark: examplesOf('snowpark'), client: examplesOf('client') };

/** Of the session itself in Snowflake and of this machine's files: a durable session refuses them by name. */
const DIRECT_ONLY = /^(?:session|session_builder|session_statements|io_dataframe_reader|io_file_operation)__/;

/** Which examples run over which session, and what else their page tells of. */
const PAGES: Readonly<
  Record<string, { readonly mode: keyof typeof opening; readonly examples: Examples; readonly given: Given }>
> = {
  direct: {
    mode: 'direct',
    examples: EXAMPLES.snowpark,
    given: ({ snowflake }) => ({ connection: JSON.stringify(localConnection(snowflake.url)) }),
  },
  durable: {
    mode: 'durable',
    examples: EXAMPLES.snowpark.filter(([name]) => !DIRECT_ONLY.test(name)),
    given: () => ({}),
  },
  client: {
    mode: 'durable',
    examples: EXAMPLES.client,
    given: ({ apiUrl, apiKey }) => ({
      url: JSON.stringify(apiUrl),
      apiKey: JSON.stringify(apiKey),
      client: `new (await import('@firn/client')).FirnClient(${JSON.stringify({ url: apiUrl, apiKey })})`,
    }),
  },
};

type Given = (system: System) => Readonly<Record<string, string>>;

/** Every example of a class's page runs as it stands there. Each of them finds the table of orders. */
describe('the pages of the classes', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem({ workers: 2 });
  });
  afterAll(() => system?.stop());

  it('have examples, each with a name of its own', () => {
    expect(EXAMPLES.snowpark.length).toBeGreaterThan(100);
    expect(EXAMPLES.client.length).toBeGreaterThan(30);
    for (const examples of Object.values(EXAMPLES)) {
      expect(new Set(examples.map(([name]) => name)).size).toBe(examples.length);
    }
  });

  describe.each(Object.entries(PAGES))('%s', (_name, { mode, examples, given }) => {
    let printed: ReadonlyMap<string, string>;
    beforeAll(async () => {
      printed = await runExamples(
        `${opening[mode](system)}
await session
  .createDataFrame([[1, 'north', 10], [2, 'south', 20], [3, 'north', 30]], 'id int, region string, amount int')
  .write.mode('overwrite').saveAsTable('orders');`,
        examples,
        given(system),
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
