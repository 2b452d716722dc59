import { ConnectionRegistry, type SnowflakeSession } from '@firn/snowflake';
import type { Session } from '@firn/snowpark';
import { RULES, type Rules } from '@firn/snowpark/internal';
import { profileFor } from '../../snowflake/support/sessions.js';
import { type Direct, startDirect } from '../../support/direct.js';
import { propertyRuns, propertySeed } from '../../support/property-runs.js';
import { compare } from './equal-answers.js';
import { depthOf, kindsOf, pairsOf, planOf } from './plans.js';
import { Random } from './random.js';
import { TABLES } from './shape.js';
import { STEP_KINDS, type StepKind } from './steps.js';

jest.setTimeout(3 * 3_600_000);

const PLANS = propertyRuns(300, 10_000);

let direct: Direct;
let session: Session;
let registry: ConnectionRegistry;
let runner: SnowflakeSession;
beforeAll(async () => {
  direct = await startDirect();
  session = direct.session;
  registry = new ConnectionRegistry({ decodingThreads: 1 });
  runner = await registry.session(profileFor(direct.snowflake.url), 'exclusive');
  for (const text of TABLES) await session.sql(text).collect();
});
afterAll(async () => {
  await registry?.close();
  await direct?.stop();
});

/** Rules that merge too much, and steps where that shows. */
const WRONG: readonly { what: string; steps: readonly StepKind[]; rules: Rules }[] = [
  { what: 'a condition before a limit', steps: ['sort', 'limit', 'filter'], rules: { ...RULES, filter: () => true } },
  { what: 'an order before a limit', steps: ['sort', 'limit', 'sort'], rules: { ...RULES, sort: () => true } },
  { what: 'columns over DISTINCT', steps: ['distinct', 'drop'], rules: { ...RULES, columns: () => true } },
  { what: 'groups over a limit', steps: ['sort', 'limit', 'aggregate'], rules: { ...RULES, aggregate: () => true } },
];

const middle = (numbers: readonly number[]): number =>
  numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;

describe('the rules by which SELECTs are merged', () => {
  it('keep rows, names and types, each of them and all together', async () => {
    const kinds = kindsOf(PLANS, new Random(propertySeed));
    const depths: number[] = [];
    const pairs = new Set<string>();
    const refused: string[] = [];
    let [withRows, texts] = [0, 0];
    for (const [at, steps] of kinds.entries()) {
      const { frame } = planOf(steps, propertySeed + at, session);
      depths.push(depthOf(frame.plan));
      for (const pair of pairsOf(frame.plan)) pairs.add(pair);
      try {
        const compared = await compare(frame, runner);
        texts += compared.texts;
        if (compared.rows > 0) withRows += 1;
      } catch (error) {
        const what = `plan ${at} of seed ${propertySeed} (${steps.join(', ')}): ${String(error)}`;
        if (String(error).includes('the answer differs')) throw new Error(what);
        refused.push(what);
      }
    }
    process.stdout.write(
      `${PLANS} plans, median depth ${middle(depths)}, ${pairs.size} pairs, ${texts} statements, ${withRows} with rows, ${refused.length} refused\n${refused.slice(0, 20).join('\n')}\n`,
    );
    expect(middle(depths)).toBeGreaterThanOrEqual(8);
    for (const upper of STEP_KINDS) for (const lower of STEP_KINDS) expect(pairs).toContain(`${upper} over ${lower}`);
    expect(refused.length).toBeLessThanOrEqual(PLANS * 0.05);
    expect(withRows).toBeGreaterThanOrEqual(PLANS / 2);
    expect(texts).toBeGreaterThan(PLANS * 3);
  });

  it('are caught where one is wrong', async () => {
    for (const { what, steps, rules } of WRONG) {
      const by = new Random(propertySeed);
      let caught: string | null = null;
      for (let at = 0; at < 300 && caught === null; at += 1) {
        const before = [by.pick(STEP_KINDS), by.pick(STEP_KINDS)];
        const { frame } = planOf([...before, ...steps], propertySeed + at, session);
        caught = await compare(frame, runner, rules).then(
          () => null,
          (error: unknown) => (String(error).includes('the answer differs') ? String(error) : null),
        );
      }
      expect([what, caught]).toEqual([what, expect.stringContaining('the answer differs')]);
    }
  });
});
