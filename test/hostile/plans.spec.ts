import { JobView, Problem } from '@firn/contract';
import * as fc from 'fast-check';
import { SqlError } from '../../apps/snowflake-local/src/errors.js';
import { splitStatements } from '../../apps/snowflake-local/src/parse/split.js';
import { actionJson } from '../support/action-json.js';
import { adminSession } from '../support/admin-session.js';
import { queryHistory } from '../support/history.js';
import { propertyRuns, propertySeed } from '../support/property-runs.js';
import { LOCAL_PROFILE } from '../support/system.js';
import { AttackedSystem } from './support/attacked-system.js';

const isLong = propertyRuns(1) > 1;
/** Plans of the fuzzer: 100,000 in the long form. */
const RUNS = isLong ? propertyRuns(5_000) : 400;
/** CPU that a plan may cost between two turns of an event loop: heartbeats and locks must not wait for longer. */
const MOST_LOOP_MS = 250;
/** Plans that are sent together. */
const CHUNK = 100;

jest.setTimeout(isLong ? 4 * 3_600_000 : 240_000);

const table = { kind: 'table', name: ['T'] };
const one = { kind: 'constant', value: 1 };
const [TABLE, ONE] = [JSON.stringify(table), JSON.stringify(one)];
/** JSON text, of depths that `JSON.stringify` itself cannot write. */
const collectText = (plan: string) => `{"version":1,"kind":"collect","plan":${plan}}`;
const collect = (plan: unknown) => collectText(JSON.stringify(plan));
const selectText = (item: string) => collectText(`{"kind":"select","input":${TABLE},"items":[${item}]}`);
const select = (item: unknown) => selectText(JSON.stringify(item));
const steps = (count: number, step: (at: number) => unknown) => Array.from({ length: count }, (_, at) => step(at));
const nest = (count: number, before: string, inner: string, after: string) =>
  `${before.repeat(count)}${inner}${after.repeat(count)}`;
const onTheRight = (count: number) => nest(count, `{"kind":"binary","op":"plus","left":${ONE},"right":`, ONE, '}');
const onTheLeft = (count: number) => nest(count, '{"kind":"binary","op":"plus","left":', ONE, `,"right":${ONE}}`);
const shared = (levels: number) =>
  collect([
    { ...table, frame: 1 },
    ...steps(levels, (at) => ({
      kind: 'set',
      op: 'union_all',
      match: 'position',
      right: { kind: 'same', frame: at + 1 },
      frame: at + 2,
    })),
  ]);
const sqlItem = (text: string) => select({ kind: 'sql', text });
const HOSTILE = '\'; drop table T; -- " $$ */ \u202e';

/** None of them may cost more than its own job. */
const PLANS: readonly (readonly [string, () => string])[] = [
  ['a shared node over 30 levels', () => shared(30)],
  ['a shared node over 2,000 levels', () => shared(2_000)],
  ['100,000 distincts in a chain', () => collect([table, ...steps(100_000, () => ({ kind: 'distinct' }))])],
  ['5,000 distincts within each other', () => collectText(nest(5_000, '{"kind":"distinct","input":', TABLE, '}'))],
  [
    '400,000 items',
    () => collect({ kind: 'select', input: table, items: steps(400_000, () => ({ kind: 'column', name: 'A' })) }),
  ],
  [
    '90,000 items',
    () => collect({ kind: 'select', input: table, items: steps(90_000, () => ({ kind: 'column', name: 'A' })) }),
  ],
  [
    '90,000 items, one of which may be a secret',
    () =>
      collect({
        kind: 'select',
        input: table,
        items: steps(90_000, (at) => ({ kind: 'column', name: at === 0 ? 'TOKEN' : 'A' })),
      }),
  ],
  ['a right nest of 400', () => selectText(onTheRight(400))],
  ['a right nest of 15,000', () => selectText(onTheRight(15_000))],
  ['a left chain of 9,000 terms', () => selectText(onTheLeft(9_000))],
  [
    'joins of joins on the right, 200 deep',
    () => collectText(nest(200, `{"kind":"join","how":"cross","left":${TABLE},"right":`, TABLE, '}')),
  ],
  [
    'volatile values that are doubled 25 times',
    () =>
      collect([
        {
          kind: 'select',
          input: table,
          items: [{ kind: 'alias', operand: { kind: 'call', name: 'random', args: [], role: 'volatile' }, name: 'A' }],
        },
        ...steps(25, () => ({
          kind: 'select',
          items: [
            {
              kind: 'alias',
              name: 'A',
              operand: {
                kind: 'binary',
                op: 'plus',
                left: { kind: 'column', name: 'A' },
                right: { kind: 'column', name: 'A' },
              },
            },
          ],
        })),
      ]),
  ],
  [
    'a list of 90,000 values',
    () =>
      collect({
        kind: 'filter',
        input: table,
        condition: {
          kind: 'in_list',
          operands: [{ kind: 'column', name: 'A' }],
          rows: steps(90_000, (at) => [{ kind: 'constant', value: at }]),
        },
      }),
  ],
  [
    'a row of 3,000 columns',
    () =>
      collect({
        kind: 'select',
        input: table,
        items: steps(3_000, (at) => ({ kind: 'alias', operand: one, name: `C${at}` })),
      }),
  ],
  ['a name of 1 MB', () => select({ kind: 'alias', operand: one, name: 'n'.repeat(1_000_000) })],
  ['a table of a hostile name', () => collect({ kind: 'table', name: [HOSTILE] })],
  ['a hostile text', () => select({ kind: 'literal', type: { kind: 'string', length: null }, value: HOSTILE })],
  ['a hostile alias', () => select({ kind: 'alias', operand: one, name: HOSTILE })],
  ['a hostile function', () => select({ kind: 'call', name: HOSTILE, args: [] })],
  ...["'", "',1; use role public; --", 'a)', '(a', 'a --', '/*', '$$', 'a; select 1', 'a, (select 1'].map(
    (text) => [`a fragment ${text}`, () => sqlItem(text)] as const,
  ),
  [
    'a lone surrogate in a text',
    () => select({ kind: 'literal', type: { kind: 'string', length: null }, value: '\ud800' }),
  ],
  ['a lone surrogate in a name', () => select({ kind: 'alias', operand: one, name: '\udfff' })],
  ['a lone surrogate in a table', () => collect({ kind: 'table', name: ['\ud800'] })],
  ['a lone surrogate in a fragment', () => sqlItem("'\udc00'")],
];

describe('a system under hostile plans', () => {
  let attacked: AttackedSystem | undefined;
  const running = () => {
    if (attacked === undefined) throw new Error('The system has not started.');
    return attacked;
  };
  beforeAll(async () => {
    attacked = await AttackedSystem.start();
    const admin = await adminSession(attacked.system.snowflake.url);
    await admin.rows('create table T (A int, B varchar, C varchar)');
    await admin.rows("insert into T values (1, 'b', 'c')");
    await admin.close();
  });
  afterAll(async () => {
    attacked?.meters.print('hostile plans');
    await attacked?.stop();
  });

  it('ends each of them, while the jobs of others go on', async () => {
    const { meters } = running();
    const told: string[] = [];
    const slow: string[] = [];
    const neighbours = await running().besides(async () => {
      for (const [name, action] of PLANS) {
        const response = await running().post('/v1/jobs', `{"profile":"local","timeoutMs":5000,"action":${action()}}`);
        const answer: unknown = await response.json();
        if (response.status === 202) {
          const job = await running().ended(JobView.parse(answer).id);
          expect([name, job.state]).toEqual([
            name,
            job.problem === null ? 'succeeded' : expect.stringMatching(/^(failed|timed_out)$/),
          ]);
          told.push(`${job.state} ${job.problem?.code ?? ''}`);
        } else {
          expect([name, response.status]).toEqual([name, expect.any(Number)]);
          told.push(`${response.status} ${Problem.parse(answer).code}`);
        }
        const worst = await meters.note(`${name}: ${told.at(-1)}`);
        slow.push(
          ...['api', 'worker'].filter((app) => (worst.get(app) ?? 0) > MOST_LOOP_MS).map((app) => `${app}: ${name}`),
        );
      }
    });
    expect(slow).toEqual([]);
    expect(neighbours).toBeGreaterThan(0);
    await running().expectAlive();
  });

  it('takes any JSON of a plan, and sends nothing but single statements', async () => {
    const { meters, system } = running();
    const sent = new Set<string>();
    for (let from = 0; from < RUNS; from += CHUNK) {
      // A seed for each chunk, so that 100,000 plans need not be held.
      const plans = fc.sample(actionJson, { seed: propertySeed + from, numRuns: Math.min(CHUNK, RUNS - from) });
      const ids = await running().batch(plans);
      const ran = await queryHistory(system.snowflake.url, ({ QUERY_TAG }) => ids.has(jobOf(QUERY_TAG)));
      for (const { QUERY_TEXT, QUERY_TAG } of ran) {
        sent.add(jobOf(QUERY_TAG));
        expect([QUERY_TEXT, statements(String(QUERY_TEXT))]).toEqual([QUERY_TEXT, 1]);
      }
      await running().expectAlive();
    }
    expect(sent.size).toBeGreaterThan(RUNS / 6);
    await meters.note(`${RUNS} plans of the fuzzer, seed ${propertySeed}; ${sent.size} of their jobs were sent`);
    await running().audited(LOCAL_PROFILE);
    const worst = await meters.note('all of these compared with the history');
    expect(worst.get('worker')).toBeLessThanOrEqual(MOST_LOOP_MS);
  });
});

/** The job of a statement by its tag; empty where it is none of ours. */
function jobOf(tag: unknown): string {
  return /"job":"(job_[^"]+)"/.exec(String(tag))?.[1] ?? '';
}

/** How many statements the server reads a text as; what it cannot read is one that it refuses. */
function statements(text: string): number {
  try {
    return splitStatements(text).length;
  } catch (error) {
    if (error instanceof SqlError) return 1;
    throw error;
  }
}
