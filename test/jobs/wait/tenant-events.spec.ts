import { type JobId, problem } from '@firn/contract';
import { type Job, TenantEvents } from '@firn/jobs';
import { until } from '../../support/until.js';
import { claimant, handlerJob, intent, newJob, QUERY_ID, startStore, type TestStore } from '../store.js';

/** What changes the state of a job, or what its viewer sees beside it. */
const SEEN_BESIDE = ['phase', 'retry', 'cancel_requested', 'late_answer', 'evidence'];

describe('the changes of a tenant', () => {
  let test: TestStore;
  let events: TenantEvents;
  beforeEach(async () => {
    test = await startStore();
    events = new TenantEvents(test.redis, 1);
  });
  afterEach(() => test.stop());

  async function acceptAll(jobs: Parameters<TestStore['store']['acceptAndAdmit']>[0]): Promise<readonly JobId[]> {
    const { replies } = await test.store.acceptAndAdmit(jobs);
    return replies.map((reply) => {
      if (reply instanceof Error) throw reply;
      return reply.id;
    });
  }

  async function jobOf(id: JobId): Promise<Job> {
    const job = await test.store.read(id);
    if (job === null) throw new Error('The job is gone.');
    return job;
  }

  /** The versions and states of each job, in the order in which the log tells of them. */
  async function toldSince(position: readonly string[]): Promise<Map<string, string[]>> {
    const told = new Map<string, string[]>();
    for (let at = position; ; ) {
      const read = await events.read('default', at, 500);
      for (const { change } of read) {
        told.set(change.id, [...(told.get(change.id) ?? []), `${change.version} ${change.state}`]);
      }
      const last = read.at(-1);
      if (last === undefined) return told;
      at = last.position;
    }
  }

  /** The same by its history. */
  async function changesOf(id: JobId): Promise<readonly string[]> {
    const { events: history } = await test.store.history(id);
    return history
      .filter(({ kind, state }, at) => state !== history[at - 1]?.state || SEEN_BESIDE.includes(kind))
      .map(({ version, state }) => `${version} ${state}`);
  }

  it('are each change of each job, also of many that are accepted at once', async () => {
    const begin = await events.listen('default');
    const many = await acceptAll(Array.from({ length: 300 }, () => newJob()));
    const others = await acceptAll([
      newJob({ orderKey: 'a' }),
      newJob({ orderKey: 'a' }),
      newJob({ singleFlight: true }),
      newJob({ singleFlight: true }),
      handlerJob('nightly'),
    ]);
    const ids = [...many, ...others];
    for (const id of ids.filter((_, at) => at % 3 !== 0)) await test.store.cancel(id, 'me', null);
    await test.store.admit('00', 100);

    const told = await toldSince(begin);
    expect(told.size).toBe(ids.length);
    for (const id of ids) expect({ id, told: told.get(id) }).toEqual({ id, told: await changesOf(id) });
    expect(told.get(ids[0] ?? '')).toEqual(['1 accepted', '2 queued']);
    expect(told.get(ids[1] ?? '')).toEqual(['1 accepted', '2 queued', '3 queued', '4 cancelled']);
    expect([...told.values()]).toContainEqual(['1 accepted', '2 accepted', '3 cancelled']);
  });

  it('are those of a job in review too, whose query is known late', async () => {
    const begin = await events.listen('default');
    const { id } = await test.store.accept(newJob());
    await test.store.claim(id, claimant('submit', id, 0));
    const { epoch } = await jobOf(id);
    const queryText = { kind: 'inline', text: 'delete from t' } as const;
    await test.store.recordIntent(await jobOf(id), { intent: intent(epoch, true), queryText, resultKind: 'rows' });
    await test.store.needReview(await jobOf(id), problem('outcome_unknown', { detail: 'Nobody knows.' }));
    await test.store.recordLateQuery(await jobOf(id), QUERY_ID, {
      ...{ gatheredAt: new Date(0).toISOString(), sessionId: '1', requestId: null, tag: null, worker: null, epoch },
      ...{ statements: null, complete: false, unasked: null },
    });

    const told = (await toldSince(begin)).get(id);
    expect(told).toEqual(['1 accepted', '2 submitting', '4 needs_review', '5 needs_review']);
    expect(told).toEqual(await changesOf(id));
  });

  it('wake their readers once for all that one step has changed', async () => {
    await events.listen('default');
    const channel = 'firn:{00}:changes-of:default';
    const heard: string[] = [];
    const subscriber = test.connect();
    subscriber.on('message', (_, text) => heard.push(text));
    await subscriber.subscribe(channel);
    await acceptAll(Array.from({ length: 250 }, () => newJob()));
    await test.redis.publish(channel, 'last');
    await until('all was heard', async () => heard.includes('last'));
    expect(heard).toEqual(['', 'last']);
  });
});
