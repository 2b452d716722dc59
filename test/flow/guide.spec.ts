import { documented } from '../support/documented.js';
import { opening, promised, runExamples, SAID_TO_FAIL } from '../support/run-examples.js';
import { type System, startSystem } from '../support/system.js';

const EXAMPLES = documented('flow/guide').map(({ name, code }) => [name, code] as const);

/** Every example of the guide and of the recipes runs as it stands there, over a direct session and over a durable one. */
describe('the guide', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem({ workers: 2 });
  });
  afterAll(() => system?.stop());

  it('has examples, each with a name of its own', () => {
    expect(EXAMPLES.length).toBeGreaterThan(10);
    expect(new Set(EXAMPLES.map(([name]) => name)).size).toBe(EXAMPLES.length);
  });

  it('has twenty recipes for those who come from Python', () => {
    const numbers = EXAMPLES.filter(([name]) => name === 'pythonColumns' || name === 'pythonFrames').flatMap(
      ([, code]) => [...code.matchAll(/^ *\/\/ (\d+)\. /gm)].map(([, number]) => Number(number)),
    );
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
  });

  describe.each(['direct', 'durable'] as const)('%s', (mode) => {
    let printed: ReadonlyMap<string, string>;
    beforeAll(async () => {
      printed = await runExamples(opening[mode](system), EXAMPLES);
    });

    it.each(EXAMPLES)('%s', (name, code) => {
      const output = printed.get(name) ?? '';
      expect(output).not.toContain(SAID_TO_FAIL);
      for (const line of promised(code)) expect(output).toContain(line);
    });
  });
});
