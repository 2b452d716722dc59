import { problem } from '@firn/contract';
import { toJobView } from '@firn/jobs';
import { askForReview } from '../../apps/worker/src/finish/ask-for-review.js';
import { Faults } from '../support/faults.js';
import { until } from '../support/until.js';
import { startWorld, type World } from './world.js';

jest.setTimeout(120_000);

describe('a job that needs a review', () => {
  let world: World;
  let faults: Faults;
  beforeAll(async () => {
    world = await startWorld({ faults: true });
    faults = new Faults(world.snowflake.url);
    await world.rows('CREATE TABLE PARTS (A NUMBER)');
    await world.worker('one', { FIRN_WORKER_ANSWER_MS: '60000' });
  });
  afterAll(async () => {
    await faults.clear();
    await world.stop();
  });

  it('shows what Snowflake tells of its session, and keeps it when a person has decided', async () => {
    const rule = await faults.set({
      route: 'query-request',
      phase: 'after',
      action: 'delay',
      match: { sqlText: 'doubtful' },
    });
    const id = await world.submit({ sql: 'INSERT INTO PARTS SELECT 1 /* doubtful */' });
    await faults.held(rule);
    const job = await world.store.readWhole(id);
    const ports = world.workers[0]?.ports;
    if (job === null || ports === undefined) throw new Error('There is no such job.');
    await askForReview(job, problem('outcome_unknown', { detail: 'Nobody can know.' }), ports);
    const asked = await world.until(id, 'needs_review');
    expect(toJobView(asked).evidence).toMatchObject({
      sessionId: job.intent?.sessionId,
      requestId: job.intent?.requestId,
      tag: job.intent?.tag,
      worker: 'one',
      epoch: 1,
      complete: true,
      unasked: null,
      statements: [
        {
          queryId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          status: expect.stringMatching(/^(running|success)$/i),
          startedAt: expect.stringMatching(/Z$/),
        },
      ],
    });
    // The answer that nobody waited for any more: the query is known, a person decides all the same.
    expect(asked.queryId).toBeNull();
    await faults.release();
    const told = await until('the late answer is told', async () => {
      const now = await world.store.read(id);
      return now?.queryId == null ? false : now;
    });
    expect(told).toMatchObject({
      state: 'needs_review',
      evidence: {
        complete: true,
        statements: [{ queryId: told.queryId, status: expect.stringMatching(/^success$/i) }],
      },
    });
    expect((await world.store.history(id)).events.at(-1)).toMatchObject({ kind: 'late_answer', queryId: told.queryId });

    // Whoever has to decide asks once more, as often as he likes.
    for (const gathered of [told, told]) {
      const { version, evidence } = (await world.store.read(id)) ?? gathered;
      await world.queues.addEvidence(id, version);
      const again = await until('it was asked again', async () => {
        const now = await world.store.read(id);
        return now !== null && now.version > version && now;
      });
      expect(again).toMatchObject({ state: 'needs_review', evidence: { complete: true, unasked: null } });
      expect(Date.parse(again.evidence?.gatheredAt ?? '')).toBeGreaterThan(Date.parse(evidence?.gatheredAt ?? ''));
      expect((await world.store.history(id)).events.at(-1)).toMatchObject({ kind: 'evidence' });
    }
    await world.store.resolve(id, 'succeeded', 'ann', 'the row is there');
    const resolved = await world.until(id);
    expect(resolved.state).toBe('succeeded');
    expect(toJobView(resolved).evidence?.statements).toHaveLength(1);
  });
});
