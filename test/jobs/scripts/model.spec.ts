import { isEnded, type JobId, JobState, problem } from '@firn/contract';
import {
  ACCEPTED,
  beat,
  type Claiming,
  type Intention,
  inherit,
  type Job,
  lieDown,
  type MachineEvent,
  type MachineJob,
  needsHandler,
  StillUnresolved,
  type Transition,
  transition,
  unwatch,
  watch,
} from '@firn/jobs';
import fc from 'fast-check';
import { propertyRuns } from '../../support/property-runs.js';
import { anyEvent } from '../machine/events.js';
import { handlerJob, intent, newJob, QUERY_ID, startStore, type TestStore, trackedQuery } from '../store.js';

const EVIDENCE = {
  ...{ gatheredAt: new Date(0).toISOString(), sessionId: '1', requestId: null, tag: null, worker: null, epoch: 1 },
  ...{ statements: null, complete: false, unasked: null },
};
/** A claim and the intent of its epoch, which one script says. */
interface Together {
  readonly kind: 'claim_and_intend';
  readonly claim: Claiming & { readonly kind: 'claim' };
  readonly writes: boolean;
}

const anyTogether: fc.Arbitrary<Together> = fc.record({
  kind: fc.constant('claim_and_intend' as const),
  claim: fc.record({
    kind: fc.constant('claim' as const),
    step: fc.constantFrom('submit/a', 'submit/b'),
    stepEpoch: fc.integer({ min: 0, max: 3 }),
  }),
  writes: fc.boolean(),
});

/** What the machine says of it: nothing changes where the claim is refused. */
function bothOf(job: MachineJob, { claim, writes }: Together): Transition {
  const claimed = transition(job, claim);
  return claimed.changed ? transition(claimed.job, { kind: 'intend', epoch: claimed.job.epoch, writes }) : claimed;
}

const intentionOf = (epoch: number, writes: boolean): Intention => ({
  intent: intent(epoch, writes),
  queryText: { kind: 'inline', text: 'select 1' },
  resultKind: 'rows',
});

const why = problem('snowflake_unavailable', { detail: 'It is away.' });

jest.setTimeout(240_000 * propertyRuns(1));

describe('the scripts', () => {
  let test: TestStore;
  beforeAll(async () => {
    test = await startStore();
  });
  afterAll(() => test.stop());

  /** Says an event to the record, as a step would that works under the event's epoch. */
  async function say(job: Job, event: MachineEvent | Together): Promise<unknown> {
    const { store, redis } = test;
    const as = { ...job, epoch: 'epoch' in event ? event.epoch : job.epoch };
    switch (event.kind) {
      case 'queue':
        return store.queued(job.id);
      case 'wait':
        return store.wait(job.id, 'nightly');
      case 'build':
        return store.recordBuilt(as, { kind: 'inline', text: '{}' }, null);
      case 'claim_and_intend': {
        const by = { step: event.claim.step, epoch: event.claim.stepEpoch, worker: 'w0' };
        return store.claimAndIntend(job, by, intentionOf(job.epoch + 1, event.writes));
      }
      case 'claim':
        return store.claim(job.id, { step: event.step, epoch: event.stepEpoch, worker: 'w0' });
      case 'store':
        return store.claimFinish(job.id, { step: event.step, epoch: event.stepEpoch, worker: 'w0' });
      case 'intend':
        return store.recordIntent(as, intentionOf(event.epoch, event.writes));
      case 'void':
        return store.voidIntent(as);
      case 'fence':
        return store.recordFence(as, '1');
      case 'submit':
        return store.recordQuery(as, QUERY_ID);
      case 'watch':
        return watch(redis, trackedQuery(as), event.instance);
      case 'unwatch':
        return unwatch(redis, as, event.instance);
      case 'inherit':
        return inheritFrom(event.from, event.instance, job);
      case 'phase':
        return store.recordPhase(job.id, event.instance, 'queued');
      case 'put_back':
        return store.putBack(as, { delayMs: 0, problem: why, unresolved: event.unresolved });
      case 'put_back_as_is':
        return store.putBackAsIs(as, 0, why);
      case 'delay':
        return store.delayStoring(as, 0, why);
      case 'release':
        return store.release(as, 0, why);
      case 'need_review':
        return store.needReview(as, why);
      case 'tell':
        return store.recordLateQuery(as, QUERY_ID, EVIDENCE);
      case 'resolve':
        return store.resolve(job.id, event.outcome, 'me', null);
      case 'share':
      case 'pass':
        throw new Error(`${event.kind} is said by another job, for which see flight.spec`);
      case 'wish':
        return event.by === 'user' ? store.cancel(job.id, 'me', null) : store.timeOut(job.id);
      case 'end':
        return store.end(as, { ...event, problem: why }).catch((error: unknown) => {
          if (!(error instanceof StillUnresolved)) throw error;
        });
    }
  }

  /** The one instance dies, the other takes what it watched. An instance takes nothing from itself. */
  async function inheritFrom(from: string, instance: string, job: Job): Promise<void> {
    const { redis } = test;
    await redis.hset(`firn:{00}:tracked:${from}`, job.id, JSON.stringify(trackedQuery(job)));
    await redis.sadd('firn:{00}:workers', from);
    await inherit(redis, '00', { instance, worker: instance, most: 500 });
    await redis.hdel(`firn:{00}:tracked:${from}`, ...(from === instance ? [] : [job.id]));
  }

  const seen = (job: Job): MachineJob => ({
    state: job.state,
    epoch: job.epoch,
    wish: job.wish,
    unresolved: job.unresolved,
    hasQuery: job.queryId !== null,
    needsHandler: needsHandler(job),
    step: job.step ?? '',
    owner: job.owner ?? '',
  });

  /** The machine does not know that an instance inherits nothing from itself. */
  const isSaid = (event: MachineEvent): boolean => event.kind !== 'inherit' || event.from !== event.instance;

  it('do to a record what the machine says, for any order of events', async () => {
    const { store, redis } = test;
    await beat(redis, '00', 'nobody', 1);
    await lieDown(redis, '00', 'nobody');
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof({ weight: 15, arbitrary: anyEvent(3).filter(isSaid) }, { weight: 1, arbitrary: anyTogether }),
          { minLength: 1, maxLength: 25 },
        ),
        fc.boolean(),
        async (events, byHandler) => {
          const { id } = await store.accept(byHandler ? handlerJob('nightly') : newJob());
          let model: MachineJob = { ...ACCEPTED, needsHandler: byHandler };
          let before = await readJob(id);
          for (const event of events) {
            await say(before, event);
            const next = event.kind === 'claim_and_intend' ? bothOf(model, event) : transition(model, event);
            if (next.changed) model = next.job;
            const now = await readJob(id);
            expect({ event, job: seen(now) }).toEqual({ event, job: model });
            if (!next.changed) expect({ event, version: now.version }).toEqual({ event, version: before.version });
            before = now;
          }
          await indexesAgree(id, model);
          const { events: history } = await store.history(id);
          const versions = history.map(({ version }) => version);
          expect(versions).toEqual(versions.map((_, at) => at + 1));
          expect(before.version).toBe(history.length);
        },
      ),
      { numRuns: propertyRuns(500) },
    );
  });

  async function readJob(id: JobId): Promise<Job> {
    const job = await test.store.readWhole(id);
    if (job === null) throw new Error('The job is gone.');
    return job;
  }

  /** The job is in the index of its state and in no other; it is open until it ends, and then only waits to expire. */
  async function indexesAgree(id: JobId, model: MachineJob): Promise<void> {
    const has = async (key: string) => (await test.redis.zscore(`firn:{00}:${key}`, id)) !== null;
    const states = await Promise.all(JobState.options.map((state) => has(`jobs:default:state:${state}`)));
    expect(JobState.options.filter((_, at) => states[at])).toEqual([model.state]);
    const ended = isEnded(model.state);
    const sets = await Promise.all(['waiting:nightly', 'expiring', 'deadlines'].map(has));
    expect(sets).toEqual([model.state === 'waiting', ended, !ended && model.state !== 'needs_review']);
    const stands =
      (model.state === 'accepted' && !model.needsHandler) ||
      (model.state === 'retrying' && model.unresolved === 'none');
    expect(await has('line:default/local/read')).toBe(stands);
    expect(await has('reconcile')).toBe(!ended && !stands);
    // Only what was let out may hold a slot, in each of the sets that say so.
    const holds = (await test.redis.hexists('firn:{00}:holding', id)) === 1;
    if (stands || ended || ['waiting', 'needs_review'].includes(model.state)) expect(holds).toBe(false);
    expect(await test.redis.sismember('firn:{00}:slots:profile:default/local', id)).toBe(holds ? 1 : 0);
  }
});
