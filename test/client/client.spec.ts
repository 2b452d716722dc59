import { FirnClient, FirnProblem } from '@firn/client';
import { isSettled, problem, type ResultRow } from '@firn/contract';
import { KEYS } from '../api/support/api.js';
import { useSetting } from '../api/support/setting.js';
import { textColumn } from '../api/support/worker-part.js';

const job = { profile: 'main', sql: 'select 1' };
const rowsOf = (count: number): ResultRow[] => Array.from({ length: count }, (_, index) => [index, `ü${index}`]);
const columns = [textColumn('N'), textColumn('T')];

describe('FirnClient', () => {
  const setting = useSetting();
  const client = (more: { retryMs?: number; fetch?: typeof fetch; apiKey?: string; url?: string } = {}) =>
    new FirnClient({ url: setting.api.url, apiKey: KEYS.acme, ...more });
  const refusal = (call: Promise<unknown>) =>
    call.then(
      () => {
        throw new Error('It was accepted.');
      },
      (error: unknown) => error,
    );

  it.each<[string, unknown, string]>([
    ['undefined', { ...job, sql: 'select ?', binds: [undefined] }, 'submit(request.binds[0]): expected a value'],
    ['a symbol', { ...job, sql: 'select ?, ?', binds: [1, Symbol('x')] }, 'submit(request.binds[1])'],
    ['a rounded number', { ...job, sql: 'select ?', binds: [1n, 2 ** 60] }, 'submit(request.binds[1])'],
    ['one that is no statement’s', { profile: 'main', handler: 'h', binds: [1n] }, 'submit(request.binds)'],
    ['one in the wrong place', { ...job, tags: { a: 1n } }, 'submit(request): expected what JSON can hold'],
  ])('refuses a bind that cannot cross, by its place: %s', async (_, request, message) => {
    const submit = (given: unknown): Promise<unknown> => Reflect.apply(client().submit, client(), [given]);
    expect(String(await refusal(submit(request)))).toContain(message);
  });

  it('keeps the type and the digits of a bind that JSON has no word for, also in a batch', async () => {
    const exact = { ...job, sql: 'select ?, ?', binds: [9007199254740993n, 'x'] };
    const submitted = await client().submit(exact);
    const { lines } = await client().submitBatch([job, exact]);

    expect(submitted).toMatchObject({ action: 'sql', problem: null });
    expect(lines).toMatchObject([
      { line: 1, id: expect.any(String) },
      { line: 2, id: expect.any(String) },
    ]);
    const lost = client().submitBatch([job, { ...exact, binds: [1n, undefined] }]);
    expect(String(await refusal(lost))).toContain('submitBatch(requests[1].binds[1])');
  });

  it('submits once, however often the answer is lost', async () => {
    let lost = 0;
    const losing: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      if (lost++ < 2) throw new TypeError('fetch failed');
      return response;
    };
    const before = (await client().list()).jobs.length;
    await client({ fetch: losing }).submit(job);
    expect((await client().list()).jobs).toHaveLength(before + 1);
  });

  it('submits once, however often its body came too late', async () => {
    let late = 0;
    const stalling: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      if (late++ < 2)
        return Response.json(problem('request_timeout', { detail: 'The body paused for 30 s.' }), { status: 408 });
      return response;
    };
    const before = (await client().list()).jobs.length;
    await client({ fetch: stalling }).submit(job);
    expect((await client().list()).jobs).toHaveLength(before + 1);
  });

  it('waits until a job has ended, and until what the caller asks for', async () => {
    const { id } = await client().submit(job);
    const [ended, running] = [client().wait(id), client().waitUntil(id, ({ queryId }) => queryId !== null)];
    await setting.worker.succeed(id, columns, rowsOf(2));

    expect((await running).queryId).toEqual(expect.any(String));
    expect(await ended).toMatchObject({ state: 'succeeded', result: { rows: 2, inline: rowsOf(2) } });
  });

  it('gives up a wait by time or by signal, and leaves the job alone', async () => {
    const { id } = await client().submit(job);
    expect(await refusal(client().wait(id, { timeoutMs: 50 }))).toMatchObject({ name: 'TimeoutError' });
    expect(await refusal(client().wait(id, { signal: AbortSignal.abort(new Error('enough')) }))).toMatchObject({
      message: 'enough',
    });
    expect(isSettled((await client().get(id)).state)).toBe(false);
  });

  it('reads a result page by page, again and again', async () => {
    const { id } = await client().submit(job);
    await setting.worker.succeed(id, columns, rowsOf(2_500), 1_000);
    const result = await client().result(id);

    expect(result.columns).toEqual(columns);
    for (let pass = 0; pass < 2; pass += 1) expect((await all(result.batches())).flat()).toEqual(rowsOf(2_500));
  });

  it('asks for the next page while one is read, and for none behind that', async () => {
    const { id } = await client().submit(job);
    await setting.worker.succeed(id, columns, rowsOf(3_000), 1_000);
    const asked: string[] = [];
    const noting: typeof fetch = (input, init) => {
      asked.push(new URL(String(input)).search);
      return fetch(input, init);
    };
    // The columns come once: of thousands of them they are longer than many a page.
    const [first, second, third] = [
      '?format=ndjson&page=0',
      '?format=ndjson&page=1&columns=false',
      '?format=ndjson&page=2&columns=false',
    ];
    const result = await client({ fetch: noting }).result(id);
    const rows: unknown[] = [];
    for await (const some of result.batches()) {
      if (rows.length === 0) expect(asked).toEqual([first, second]);
      rows.push(...some);
    }
    expect(rows).toEqual(rowsOf(3_000));
    expect(asked).toEqual([first, second, third]);
  });

  it('goes on behind the last row when an answer breaks off', async () => {
    const { id } = await client().submit(job);
    await setting.worker.succeed(id, columns, rowsOf(40_000), 20_000);
    let cuts = 0;
    const cutting: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      return cuts++ < 3 ? new Response(cutAfter(100_000, response.body), response) : response;
    };
    const result = await client({ fetch: cutting }).result(id);
    expect((await all(result.batches())).flat()).toEqual(rowsOf(40_000));
    expect(cuts).toBeGreaterThan(3);
  });

  it('stops the server when the loop over rows is left', async () => {
    const { id } = await client().submit(job);
    await setting.worker.succeed(id, columns, rowsOf(40_000), 40_000);
    let cancelled = 0;
    const counting: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      const reader = response.body?.getReader();
      const body = new ReadableStream<Uint8Array>({
        pull: async (controller) => {
          const piece = await reader?.read();
          if (piece?.value === undefined) controller.close();
          else controller.enqueue(piece.value);
        },
        cancel: async (reason) => {
          cancelled += 1;
          await reader?.cancel(reason);
        },
      });
      return new Response(body, response);
    };
    const result = await client({ fetch: counting }).result(id);
    for await (const _ of result.batches()) break;
    expect(cancelled).toBe(1);
  });

  it('walks over all jobs that meet the filters', async () => {
    for (let count = 0; count < 5; count += 1) await client().submit({ ...job, tags: { run: 'walk' } });
    const found = await all(client().jobs({ tag: { name: 'run', value: 'walk' }, limit: 2 }));
    expect(found).toHaveLength(5);
  });

  it('cancels, and tells the history', async () => {
    const { id } = await client().submit(job);
    expect(await client().cancel(id, 'no need')).toMatchObject({ state: 'cancelled', cancel: { reason: 'no need' } });
    expect((await client().history(id)).map(({ kind }) => kind)).toEqual([
      'accepted',
      'queued',
      'cancel_requested',
      'ended',
    ]);
  });

  it('submits a batch and reads how far it is', async () => {
    const { batch, lines } = await client().submitBatch([job, { ...job, sql: 'use x' }, job]);
    expect(lines.map((line) => 'problem' in line)).toEqual([false, true, false]);
    expect(await client().batch(batch.id)).toMatchObject({ jobs: 2, refused: 1 });
  });

  it('throws what the API refused as a problem, with its code and cure', async () => {
    const error = await refusal(client().submit({ ...job, sql: 'put file:///etc/passwd @s' }));
    expect(error).toBeInstanceOf(FirnProblem);
    expect(error).toMatchObject({ code: 'refused_sql', status: 422, message: expect.stringContaining('PUT') });
  });

  it('repeats what the limit refused, as long as it may', async () => {
    const hasty = client({ apiKey: KEYS.hasty, retryMs: 0 });
    const answers = await Promise.allSettled(Array.from({ length: 5 }, () => hasty.list()));
    const refused = answers.filter((answer) => answer.status === 'rejected').map(({ reason }) => reason);
    expect(refused).toHaveLength(2);
    expect(refused[0]).toMatchObject({ code: 'too_many_requests', problem: { retryAfterMs: expect.any(Number) } });
  });
});

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** The body, until more than so many bytes have passed: then it fails as a lost connection does. */
function cutAfter(bytes: number, body: ReadableStream<Uint8Array> | null): ReadableStream<Uint8Array> | null {
  let left = bytes;
  const cut = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      left -= chunk.length;
      if (left < 0) controller.error(new TypeError('terminated'));
      else controller.enqueue(chunk);
    },
  });
  return body?.pipeThrough(cut) ?? null;
}
