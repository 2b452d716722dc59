import { FirnClient } from '@firn/client';
import { UsageError } from '@firn/snowpark';
import { KEYS } from '../api/support/api.js';
import { useSetting } from '../api/support/setting.js';

const job = { profile: 'main', sql: 'select 1' };

describe('a caller of FirnClient whom no types hold', () => {
  const setting = useSetting();
  const client = (more: object = {}): FirnClient =>
    Reflect.construct(FirnClient, [{ url: setting.api.url, apiKey: KEYS.acme, retryMs: 0, ...more }]);
  const call = (name: keyof FirnClient, ...given: readonly unknown[]): Promise<unknown> =>
    Promise.resolve(Reflect.apply(Reflect.get(client(), name), client(), given));
  const refusal = (answer: Promise<unknown>): Promise<unknown> =>
    answer.then(
      (value) => {
        throw new Error(`It was accepted: ${JSON.stringify(value)}.`);
      },
      (error: unknown) => error,
    );

  it.each<[string, unknown, string]>([
    ['a Map, which would be {}', { tags: new Map([['a', 'b']]) }, '"tags"'],
    ['a Set', { binds: new Set([1]) }, '"binds"'],
    ['a function', { tags: { a: () => 1 } }, '"a"'],
    ['a symbol', { tags: { a: Symbol('x') } }, '"a"'],
    ['a name that is a symbol', { tags: { [Symbol('x')]: 'a' } }, 'Symbol(x)'],
    ['what is no number', { timeoutMs: Number.NaN }, '"timeoutMs"'],
    ['no end', { inlineRows: Number.POSITIVE_INFINITY }, '"inlineRows"'],
    ['a Date that is none', { tags: { day: new Date(Number.NaN) } }, '"day"'],
    ['parameters of a handler', { sql: undefined, handler: 'h', params: { list: [undefined] } }, '"0"'],
  ])('is told what JSON would change or leave out in silence: %s', async (_, more, named) => {
    const error = await refusal(call('submit', { ...job, ...Object(more) }));
    expect(error).toBeInstanceOf(UsageError);
    expect(String(error)).toMatch(/submit\(request\): expected what JSON can hold/);
    expect(String(error)).toContain(named);
    const inBatch = await refusal(call('submitBatch', [job, { ...job, ...Object(more) }]));
    expect(String(inBatch)).toContain('submitBatch(requests[1]): expected what JSON can hold');
  });

  it.each(['http://me:s3cret@127.0.0.1:1', 'http://127.0.0.1:1/?key=s3cret', 'http://127.0.0.1:1/#s3cret'])(
    'is told at once what an address does not hold, and no secret is said: %s',
    (url) => {
      expect(() => client({ url })).toThrow('FirnClient(options.url): an address has no user, password, query');
      expect(() => client({ url })).not.toThrow('s3cret');
    },
  );

  it.each<[keyof FirnClient, readonly unknown[], string]>([
    ['submit', [job, { idempotencyKey: 'a\nb' }], 'submit(options.idempotencyKey): expected 1 to 200 printable'],
    ['submit', [job, { idempotencyKey: '☃' }], 'submit(options.idempotencyKey): expected 1 to 200 printable'],
    ['changes', [{ after: 'a\nb' }], 'changes(options.after): expected the position of a change'],
    ['list', [{ tag: { name: 'a:b', value: 'c' } }], 'list(options.tag.name): expected the name of a tag'],
    ['submitBatch', [{ [Symbol.iterator]: 1 }], 'submitBatch(requests): expected a list of job requests'],
    ['submitBatch', [{ [Symbol.iterator]: () => ({}) }], 'submitBatch(requests): expected an iterable'],
  ])('is told which argument no header and no loop can take: %s', async (name, given, message) => {
    const error = await refusal((async () => call(name, ...given))());
    expect(error).toBeInstanceOf(UsageError);
    expect(String(error)).toContain(message);
  });

  it('may call back with a promise: it is waited for, and what it rejects with ends the call', async () => {
    const { id } = await client().submit(job);
    let asked = 0;
    const waited = client().waitUntil(id, async ({ state }) => ++asked > 0 && state === 'succeeded');
    await setting.worker.succeed(id, [], []);
    expect(await waited).toMatchObject({ state: 'succeeded' });
    expect(asked).toBeGreaterThan(0);

    const failing = async () => Promise.reject(new Error('mine'));
    await expect(client().waitUntil(id, failing)).rejects.toThrow('mine');
    await expect(client().submitBatch([job], { onProgress: failing })).rejects.toThrow('mine');
    const { batch } = await client().submitBatch([]);
    await expect(client().waitBatch(batch.id, { onProgress: failing })).rejects.toThrow('mine');
  });

  it('gives up by signal what does not answer: requests that are never made, and a fetch that knows no signal', async () => {
    const never = new Promise<never>(() => undefined);
    async function* requests() {
      yield job;
      await never;
    }
    const signal = AbortSignal.timeout(50);
    await expect(client().submitBatch(requests(), { signal })).rejects.toMatchObject({ name: 'TimeoutError' });
    const deaf = client({ fetch: () => never });
    await expect(deaf.health({ signal: AbortSignal.timeout(50) })).rejects.toMatchObject({ name: 'TimeoutError' });
    const error = await refusal(client({ fetch: async () => undefined }).health());
    expect(String(error)).toContain('FirnClient(options.fetch): expected a function that gives a Response');
  });
});
