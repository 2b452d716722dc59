import type { JobId } from '@firn/contract';
import fc from 'fast-check';
import { propertyRuns } from '../support/property-runs.js';
import { until } from '../support/until.js';
import { startWorld, type World } from './world.js';

jest.setTimeout(240_000);

const JOBS = 60;
const NONSENSE = [
  '',
  'nonsense',
  '-1',
  '2',
  '99999999999999999999',
  '{"kind":',
  '[]',
  'null',
  '\u0000',
  'x'.repeat(5_000),
];

/** Of BullMQ's own keys only the steps are touched: what it keeps about a whole queue is no record. */
const isRecord = (key: string) =>
  !/:(?:meta|events|marker|id|pc|lock)$|:(?:submit|finish|control):(?:wait|active|delayed|failed|completed|stalled.*|prioritized|paused)$/.test(
    key,
  );

describe('records that are damaged while jobs run', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    for (const name of ['one', 'two'])
      await world.process(name, {
        FIRN_WORKER_LOCK_MS: '1000',
        FIRN_WORKER_RECONCILE_MS: '500',
        FIRN_WORKER_SWEEP_MS: '200',
      });
  });
  afterAll(() => world.stop());

  it('hold up nobody else, and end no process', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(), fc.nat(), fc.constantFrom(...NONSENSE)), { minLength: 20, maxLength: 20 }),
        async (strokes) => {
          const ids: JobId[] = [];
          for (let at = 0; at < JOBS; at += 1)
            ids.push(
              await world.submit({ sql: at % 4 === 0 ? 'SELECT SYSTEM$WAIT(1)' : `SELECT ${at}`, timeoutMs: 60_000 }),
            );
          const hit: string[] = [];
          for (const [which, field, value] of strokes) hit.push(await strike(which, field, value));
          const whole = ids.filter((id) => !hit.some((key) => key.includes(id)));
          expect(whole.length).toBeGreaterThan(JOBS / 2);
          for (const id of whole) {
            const job = await until(`${id} ends; struck were ${hit.join(' ')}`, async () => {
              const seen = await world.store.read(id);
              return seen !== null && ['succeeded', 'failed', 'timed_out'].includes(seen.state) && seen;
            });
            expect(job.state).toBe('succeeded');
          }
          const page = await world.store.list('default', { limit: 200 });
          expect(page.jobs.length + page.unreadable).toBeGreaterThanOrEqual(whole.length);
        },
      ),
      { numRuns: propertyRuns(2), endOnFailure: true },
    ));

  /** Sets one field of a hash, or puts a member into a line, that nothing understands. The key that was struck. */
  async function strike(which: number, field: number, value: string): Promise<string> {
    const keys = (await world.redis.keys('firn:*')).filter(isRecord).sort();
    const key = keys[which % keys.length] ?? '';
    switch (await world.redis.type(key)) {
      case 'hash': {
        const fields = await world.redis.hkeys(key);
        await world.redis.hset(key, fields[field % fields.length] ?? 'new', value);
        break;
      }
      case 'zset':
        await world.redis.zadd(key, field % 2 === 0 ? 0 : 1e15, value);
        break;
      case 'list':
        await world.redis.rpush(key, value);
        break;
      default:
    }
    return key;
  }
});
