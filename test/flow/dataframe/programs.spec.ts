import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROGRAMS } from '../../../scripts/clients/programs/index.js';
import { makeTables, selectsIn, type Told, told } from '../../../scripts/clients/programs/run.js';
import { useDirect } from '../../support/direct.js';

/** One program a line: what is sent, columns and rows. `npm run test:clients` holds the answers to those of Snowpark Python. */
const file = join(__dirname, 'programs.jsonl');
type Kept = Told & { readonly program: string };
const kept = new Map<string, Kept>();
const write = process.env.FIRN_WRITE_ANSWERS === '1';
if (!write) {
  for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
    const entry: Kept = JSON.parse(line);
    kept.set(entry.program, entry);
  }
}

const direct = useDirect();
beforeAll(() => makeTables(direct.session, 'of_firn'));
afterAll(() => {
  if (write) writeFileSync(file, [...kept.values()].map((entry) => `${JSON.stringify(entry)}\n`).join(''));
});

describe('a program of a user of Snowpark', () => {
  it.each(Object.entries(PROGRAMS))('%s', async (program, run) => {
    const { sql, answer } = await told(run, direct.session);
    if (write) kept.set(program, { program, sql, answer });
    expect({ program, sql, answer }).toEqual(kept.get(program));
  });

  it('takes fewer SELECTs than Snowpark Python does for all of them: 406', () => {
    const texts = [...kept.values()].flatMap(({ sql }) => sql);
    expect(selectsIn(texts)).toBe(305);
  });

  it('is kept for each that there is', () => {
    expect([...kept.keys()].toSorted()).toEqual(Object.keys(PROGRAMS).toSorted());
    expect(kept.size).toBeGreaterThanOrEqual(120);
  });
});
