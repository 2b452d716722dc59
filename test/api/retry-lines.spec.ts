import { BatchAnswer, type BatchLineAnswer, problem } from '@firn/contract';
import { BatchStore } from '@firn/jobs';
import { createLogger } from '@firn/nest/internal';
import { retryLines } from '../../apps/api/src/accept/retry-lines.js';
import { StepAdder } from '../../apps/api/src/store/step-adder.js';
import { useSetting } from './support/setting.js';

describe('the jobs of a batch that are submitted anew', () => {
  const setting = useSetting();

  it('are no more than one document answers, which says so; the others come with the next call that may answer them', async () => {
    const line = JSON.stringify({ profile: 'main', sql: 'select 1' });
    const headers = { 'content-type': 'application/x-ndjson' };
    const body = `${line}\n`.repeat(3);
    const sent = await setting.call('POST', '/v1/batches', { body, headers });
    const { batch: of, lines } = BatchAnswer.parse(await sent.json());
    for (const accepted of lines)
      if ('id' in accepted) await setting.worker.fail(accepted.id, problem('snowflake_error', { detail: 'Failed.' }));

    const { redis, jobs } = setting.worker;
    const logger = createLogger('fatal', { app: 'api' });
    const steps = new StepAdder(redis, { shards: 1, timeoutMs: 10_000, logger });
    const batches = new BatchStore(redis, 1);
    const ports = { jobs, batches, steps, logger, take: async () => ({ allowed: true }) as const };
    const { id: batch } = await batches.begin('acme', 'again', 60_000);
    const retried = async (mostLines: number) => {
      const answers: BatchLineAnswer[] = [];
      await retryLines('acme', of.id, { key: 'again', batch, mostLines }, ports, async (some) => {
        answers.push(...some);
      });
      return answers;
    };
    expect(await retried(2)).toMatchObject([
      { line: 1, duplicate: false },
      { line: 2, duplicate: false },
      { line: 3, problem: { code: 'payload_too_large', cure: 'Accept application/x-ndjson.' } },
    ]);
    expect(await retried(3)).toMatchObject([
      { line: 1, duplicate: true },
      { line: 2, duplicate: true },
      { line: 3, duplicate: false },
    ]);
    await steps.close();
  });
});
