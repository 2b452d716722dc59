import { HISTORY_LIMIT, type HistoryEntry, type UserHistoryRange } from '@firn/snowflake';
import type { QueryTag } from '../../../apps/worker/src/submit/query-tag.js';
import { readBackwards } from '../../../apps/worker/src/submit/read-backwards.js';
import { readEnded } from '../../../apps/worker/src/track/read-ended.js';

const jobOf = (at: number) => `job_00${String(at).padStart(26, '0')}`;
const entry = (queryId: string, endedAt: number, tag: string): HistoryEntry => ({
  ...{ queryId, tag, endedAt, textLength: 0, sessionId: '1', wire: 'success', meaning: { state: 'succeeded' } },
  ...{ code: null, message: null, startedAt: 0 },
});
const isOurs = ({ tenant }: QueryTag) => tenant === 't';
const ours = (at: number, endedAt: number, tenant = 't') =>
  entry(`q${tenant}${at}`, endedAt, JSON.stringify({ app: 'firn', tenant, job: jobOf(at), epoch: 1 }));
const foreign = (at: number, endedAt: number) => entry(`f${at}`, endedAt, at % 2 === 0 ? '' : '{"app":"other"}');

const NONE: ReadonlySet<string> = new Set();

/** As Snowflake answers: what runs and the newest first, cut before anybody can filter. */
function historyOf(all: readonly HistoryEntry[]) {
  const end = ({ endedAt }: HistoryEntry) => endedAt ?? Number.POSITIVE_INFINITY;
  const newest = all.toSorted((a, b) => (end(a) === end(b) ? 0 : end(b) - end(a)));
  const asked: number[] = [];
  return {
    asked,
    page: async ({ endedAfter, endedBefore = Number.POSITIVE_INFINITY }: UserHistoryRange) => {
      const within = newest.filter((each) => end(each) >= endedAfter && end(each) <= endedBefore);
      const entries = within.slice(0, HISTORY_LIMIT);
      asked.push(entries.length);
      return { entries, complete: entries.length < HISTORY_LIMIT, queryId: `r${asked.length}` };
    },
  };
}

describe('the history of a user, open to the future', () => {
  const running = (count: number) =>
    Array.from({ length: count }, (_, at): HistoryEntry => ({ ...foreign(at, 0), endedAt: null, wire: 'running' }));
  const read = async (all: readonly HistoryEntry[]) => {
    const { page, asked } = historyOf(all);
    const seen: HistoryEntry[] = [];
    const whole = await readBackwards(page, { endedAfter: 0 }, { mostPages: 5, now: 100_000 }, (each) =>
      seen.push(each),
    );
    return { whole, asked, ended: new Set(seen.filter(({ endedAt }) => endedAt !== null)).size };
  };
  const ended = (count: number) => Array.from({ length: count }, (_, at) => ours(at, at + 1));

  it('is read on where no more than what runs fits into a page, and says that of this not all was seen', async () => {
    const { whole, asked, ended: found } = await read([...running(12_000), ...ended(15_000)]);
    expect(whole).toEqual({ running: false, ended: true });
    expect(asked).toEqual([10_000, 10_000, 5_001]);
    expect(found).toBe(15_000);
  });

  it('shows all that runs where a page shows what has ended, too', async () => {
    expect((await read([...running(9_000), ...ended(3_000)])).whole).toEqual({ running: true, ended: true });
    expect((await read([...running(20), ...ended(30)])).whole).toEqual({ running: true, ended: true });
  });

  it('says where more has ended than may be read', async () => {
    expect((await read([...running(10), ...ended(60_000)])).whole).toEqual({ running: true, ended: false });
  });
});

describe('what has ended in the history of a profile', () => {
  it('is found among thousands of statements of others that push it out of the first answer', async () => {
    const spread = (at: number, of: number) => Math.floor((at / of) * 100_000);
    const all = [
      ...Array.from({ length: 30_000 }, (_, at) => foreign(at, spread(at, 30_000))),
      ...Array.from({ length: 20_000 }, (_, at) => ours(at, spread(at, 20_000))),
    ];
    const { page, asked } = historyOf(all);
    const { jobs, statements } = await readEnded(page, isOurs, { from: 0, to: 100_000 }, NONE);
    expect(jobs.size).toBe(20_000);
    expect(jobs.get('qt7')).toBe(jobOf(7));
    expect(statements).toHaveLength(6);
    expect(asked).toHaveLength(6);
  });

  it('is that of the tenant alone', async () => {
    const { page, asked } = historyOf([ours(1, 1), ours(2, 2, 'other'), foreign(3, 3)]);
    expect([...(await readEnded(page, isOurs, { from: 0, to: 10 }, NONE)).jobs.keys()]).toEqual(['qt1']);
    expect(asked).toEqual([3]);
  });

  it('is bounded by statements, the newest first, where more has ended than answers hold', async () => {
    const last = 170_000;
    const all = [ours(0, 0), ...Array.from({ length: last - 1 }, (_, at) => foreign(at, at + 1)), ours(last, last)];
    const { page, asked } = historyOf(all);
    const { jobs } = await readEnded(page, isOurs, { from: 0, to: last }, NONE);
    expect(asked).toHaveLength(16);
    expect([...jobs.keys()]).toEqual([`qt${last}`]);
  });

  it('ends where more has ended at one moment than can be read', async () => {
    const { page, asked } = historyOf(
      Array.from({ length: 25_000 }, (_, at) => (at === 0 ? ours(at, 5) : foreign(at, 5))),
    );
    expect((await readEnded(page, isOurs, { from: 0, to: 400 }, NONE)).jobs.size).toBe(1);
    expect(asked).toHaveLength(2);
  });

  it('proves by earlier reads that it shows until when the history tells everything', async () => {
    const reads = [entry('r-old', 40, ''), entry('r-new', 70, ''), foreign(1, 90)];
    const until = async (...earlier: readonly string[]) =>
      (await readEnded(historyOf(reads).page, isOurs, { from: 0, to: 100 }, new Set(earlier))).until;
    expect(await until('r-old', 'r-new')).toBe(70);
    expect(await until('r-old', 'r-not-shown')).toBe(40);
    expect(await until('r-not-shown')).toBeNull();
  });
});
