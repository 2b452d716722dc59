import { isEnded, type JobId, problem } from '@firn/contract';
import {
  ACCEPTED,
  type Job,
  type MachineEvent,
  type MachineJob,
  needsHandler,
  StillUnresolved,
  transition,
  watch,
} from '@firn/jobs';
import fc from 'fast-check';
import { propertyRuns } from '../../support/property-runs.js';
import { anyEvent } from '../machine/events.js';
import { claimant, handlerJob, intent, newJob, QUERY_ID, startStore, type TestStore, trackedQuery } from '../store.js';

const why = problem('snowflake_unavailable', { detail: 'It is away.' });

describe('the scripts', () => {
  let test: TestStore;
  beforeAll(async () => {
    test = await startStore();
  });
  afterAll(() => test.stop());

  /** Says an event to the record, as a step would that works under the event's epoch. */
  async function say(job: Job, event: MachineEvent): Promise<void> {
    const { store } = test;
    const as = { ...job, epoch: 'epoch' in event ? event.epoch : job.epoch };
    switch (event.kind) {
      case 'queue':
        return store.queued(job.id);
      case 'wait':
        return void (await store.wait(job.id, 'nightly'));
      case 'build':
        return void (await store.recordBuilt(as, { kind: 'inline', text: '{}' }));
      case 'claim':
        return void (await store.claim(job.id, claimant('submit', job.id, job.epoch)));
      case 'store':
        return void (await store.claimFinish(job.id, claimant('finish', job.id, job.epoch)));
      case 'intend':
        return void (await store.recordIntent(as, {
          intent: intent(event.epoch, event.writes),
          queryText: { kind: 'inline', text: 'select 1' },
          resultKind: 'rows',
        }));
      case 'void':
        return void (await store.voidIntent(as));
      case 'submit':
        return void (await store.recordQuery(as, QUERY_ID));
      case 'phase':
        return store.recordPhase(job.id, 'w1', 'queued');
      case 'put_back':
        return void (await store.putBack(as, { delayMs: 0, problem: why, unresolved: event.unresolved }));
      case 'put_back_as_is':
        return void (await store.putBackAsIs(as, 0, why));
      case 'fence':
        return void (await store.recordFence(as, '1'));
      case 'watch':
        return void (await watch(test.redis, trackedQuery(as), 'w1'));
      case 'delay':
        return void (await store.delayStoring(as, 0, why));
      case 'release':
        return void (await store.release(as, 0, why));
      case 'need_review':
        return void (await store.needReview(as, why));
      case 'resolve':
        return void (await store.resolve(job.id, event.outcome, 'me', null));
      case 'wish':
        return void (await (event.by === 'user' ? store.cancel(job.id, 'me', null) : store.timeOut(job.id)));
      case 'end':
        return store.end(as, { ...event, problem: why }).then(
          () => undefined,
          (error: unknown) => {
            if (!(error instanceof StillUnresolved)) throw error;
          },
        );
      default:
        throw new Error('no such event');
    }
  }

  const seen = (job: Job): MachineJob => ({
    state: job.state,
    epoch: job.epoch,
    wish: job.wish,
    unresolved: job.unresolved,
    hasQuery: job.queryId !== null,
    needsHandler: needsHandler(job),
  });

  /** Ended jobs forget what was unresolved: nobody asks any more. */
  const expected = (job: MachineJob): MachineJob => (isEnded(job.state) ? { ...job, unresolved: 'none' } : job);

  it('do to a record what the machine says, for any order of events', async () => {
    const { store, redis } = test;
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyEvent(3), { minLength: 1, maxLength: 25 }),
        fc.boolean(),
        async (events, byHandler) => {
          const { id } = await store.accept(byHandler ? handlerJob('nightly') : newJob());
          let model: MachineJob = { ...ACCEPTED, needsHandler: byHandler };
          for (const event of events) {
            const job = await readJob(id);
            await say(job, event);
            const next = transition(model, event);
            if (next.changed) model = next.job;
            const now = await readJob(id);
            expect({ event, job: seen(now) }).toEqual({ event, job: expected(model) });
            expect(now.version - job.version).toBeGreaterThanOrEqual(0);
          }
          await indexesAgree(id, model);
          const { events: history } = await store.history(id);
          const versions = history.map(({ version }) => version);
          expect(versions).toEqual(versions.map((_, at) => at + 1));
          expect(await redis.hget(`firn:{00}:job:${id}`, 'version')).toBe(String(history.length));
        },
      ),
      { numRuns: propertyRuns(150) },
    );
  });

  async function readJob(id: JobId): Promise<Job> {
    const job = await test.store.readWhole(id);
    if (job === null) throw new Error('The job is gone.');
    return job;
  }

  /** The job is in the index of its state and in no other; it is open until it ends, and then only waits to expire. */
  async function indexesAgree(id: JobId, model: MachineJob): Promise<void> {
    const { redis } = test;
    const has = async (key: string) => (await redis.zscore(`firn:{00}:${key}`, id)) !== null;
    for (const state of [
      'accepted',
      'queued',
      'submitting',
      'running',
      'storing',
      'retrying',
      'waiting',
      'needs_review',
      'succeeded',
      'failed',
      'cancelled',
      'timed_out',
    ]) {
      expect([state, await has(`jobs:default:state:${state}`)]).toEqual([state, state === model.state]);
    }
    const ended = isEnded(model.state);
    expect(await has('waiting:nightly')).toBe(model.state === 'waiting');
    const stands =
      (model.state === 'accepted' && !model.needsHandler) ||
      (model.state === 'retrying' && model.unresolved === 'none');
    expect(await has('line:default/local/read')).toBe(stands);
    expect(await has('reconcile')).toBe(!ended && !stands);
    // Only what was let out may hold a slot, in each of the sets that say so.
    const holds = (await redis.hexists('firn:{00}:holding', id)) === 1;
    if (stands || ended || ['waiting', 'needs_review'].includes(model.state)) expect(holds).toBe(false);
    expect(await redis.sismember('firn:{00}:slots:profile:default/local', id)).toBe(holds ? 1 : 0);
    expect(await has('expiring')).toBe(ended);
    expect(await has('deadlines')).toBe(!ended && model.state !== 'needs_review');
  }
});
