import { FirnClient } from '@firn/client';
import { problem } from '@firn/contract';
import { KEYS } from '../api/support/api.js';
import { useSetting } from '../api/support/setting.js';

const job = { profile: 'main', sql: 'select 1' };

describe('batches of FirnClient', () => {
  const setting = useSetting();
  const client = (more: { fetch?: typeof fetch } = {}) =>
    new FirnClient({ url: setting.api.url, apiKey: KEYS.acme, ...more });

  it('sends a batch in parts as its requests are made, and tells how far it is', async () => {
    let made = 0;
    async function* requests() {
      for (; made < 4_500; made += 1) yield job;
    }
    const paths: string[] = [];
    let lost = false;
    const losing: typeof fetch = async (input, init) => {
      const path = String(input).replace(setting.api.url, '');
      paths.push(path);
      const response = await fetch(input, init);
      if (path.includes('from=2001') && !lost) {
        lost = true;
        throw new TypeError('fetch failed');
      }
      return response;
    };
    const progress: number[] = [];
    const madeThen: number[] = [];
    const { batch, lines } = await client({ fetch: losing }).submitBatch(requests(), {
      onProgress: ({ accepted }) => {
        progress.push(accepted);
        madeThen.push(made);
      },
    });

    expect(paths).toEqual([
      '/v1/batches?more=true',
      '/v1/batches?from=2001&more=true',
      '/v1/batches?from=2001&more=true',
      '/v1/batches?from=4001',
    ]);
    expect(progress).toEqual([2_000, 4_000, 4_500]);
    // Whoever makes them is held to the pace at which they are accepted.
    expect(madeThen[0]).toBeLessThanOrEqual(2_001);
    expect(lines.map(({ line }) => line)).toEqual(Array.from({ length: 4_500 }, (_, at) => at + 1));
    expect(batch).toMatchObject({ jobs: 4_500, refused: 0, closed: true });
  });

  it('closes a batch whose requests end in an error, and keeps what was accepted', async () => {
    async function* requests() {
      for (let at = 0; at < 2_001; at += 1) yield job;
      throw new Error('no more');
    }
    const sending = client().submitBatch(requests(), { idempotencyKey: 'ends-in-an-error' });
    await expect(sending).rejects.toThrow('no more');
    const again = await client().submitBatch([job], { idempotencyKey: 'ends-in-an-error' });
    expect(again.lines).toMatchObject([{ line: 1, duplicate: true }]);
    expect(again.batch).toMatchObject({ jobs: 2_000, closed: true });
  });

  it('retries what failed of a batch', async () => {
    const { batch, lines } = await client().submitBatch([job, job]);
    const [line] = lines;
    if (line === undefined || !('id' in line)) throw new Error('It was not accepted.');
    await setting.worker.fail(line.id, problem('snowflake_error', { detail: 'Failed.' }));
    const retried = await client().retryBatch(batch.id);
    expect(retried.lines).toMatchObject([{ line: 1, duplicate: false }]);
    expect(retried.batch).toMatchObject({ jobs: 1, closed: true });
  });
});
