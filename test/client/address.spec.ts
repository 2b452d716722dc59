import { durableSession, FirnClient, FirnUnreachable } from '@firn/client';
import { KEYS } from '../api/support/api.js';
import { useSetting } from '../api/support/setting.js';
import { type OddServers, oddServers } from '../support/odd-servers.js';

/** Each with the retries that a client has by default: what is wrong is said before the first of them. */
describe('a wrong address of the API', () => {
  const setting = useSetting();
  let odd: OddServers;
  beforeAll(async () => {
    odd = await oddServers();
  });
  afterAll(() => odd?.close());

  it.each<[wrong: string, url: () => string, said: () => string]>([
    [
      'port',
      () => `http://${odd.nobody}`,
      () => `nothing listens at ${odd.nobody}. Check the port, and that it is running.`,
    ],
    [
      'host',
      () => 'http://no-such-host.invalid:3000',
      () => ' no-such-host.invalid', // there is none, or it cannot be looked up without a network
    ],
    [
      'scheme: https for http',
      () => `https://${odd.page}`,
      () => `${odd.page} does not speak TLS. Write http://${odd.page}.`,
    ],
    [
      'scheme: http for https',
      () => `http://${odd.secure}`,
      () => `${odd.secure} speaks TLS only. Write https://${odd.secure}.`,
    ],
    [
      'certificate',
      () => `https://${odd.secure}`,
      () => 'is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT). Name the certificate',
    ],
    ['server: a page', () => `http://${odd.page}`, () => 'the answer is not JSON'],
    ['server: another one', () => `http://${odd.other}`, () => 'What answers there is no Firn API: check the address.'],
    ['path', () => `${setting.api.url}/v1`, () => `there is an API, but not at this path. Write ${setting.api.url}.`],
  ])('is told at once: %s', async (_, url, said) => {
    const options = { url: url(), apiKey: KEYS.acme };
    for (const call of [() => new FirnClient(options).list(), () => durableSession({ ...options, profile: 'main' })]) {
      const error: unknown = await call().then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(FirnUnreachable);
      expect(String(error)).toContain(said());
    }
  });

  it('is no wrong one once the API has answered there: then it is away, and is waited for', async () => {
    let away = 0;
    const refusing: typeof fetch = async (input, init) => {
      if (away-- > 0)
        throw new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) });
      return fetch(input, init);
    };
    const client = new FirnClient({ url: setting.api.url, apiKey: KEYS.acme, fetch: refusing });
    await client.list();
    away = 2;
    expect((await client.list()).jobs).toEqual([]);
    expect(away).toBeLessThan(0);
  });
});
