import { directSession, failureOf } from '@firn/snowflake';
import { type OddServers, oddServers } from '../../support/odd-servers.js';
import { rejection } from '../support/sessions.js';

describe('a wrong address of Snowflake', () => {
  let odd: OddServers;
  beforeAll(async () => {
    odd = await oddServers();
  });
  afterAll(() => odd?.close());

  it.each<[wrong: string, url: () => string, said: () => string, lasting: boolean]>([
    [
      'port',
      () => `http://${odd.nobody}`,
      () => `nothing listens at ${odd.nobody}. Check the port, and that it is running.`,
      false,
    ],
    [
      'scheme: https for http',
      () => `https://${odd.page}`,
      () => `${odd.page} does not speak TLS. Write http://${odd.page}.`,
      true,
    ],
    [
      'scheme: http for https',
      () => `http://${odd.secure}`,
      () => `${odd.secure} speaks TLS only. Write https://${odd.secure}.`,
      true,
    ],
    [
      'certificate',
      () => `https://${odd.secure}`,
      () => 'is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT). Name the certificate',
      true,
    ],
    [
      'server: a page',
      () => `http://${odd.page}`,
      () => 'what answers there is no Snowflake. Check the account or the address.',
      true,
    ],
    ['server: another one', () => `http://${odd.other}`, () => 'what answers there is no Snowflake.', true],
  ])('is told before the driver tries it for minutes: %s', async (_, accessUrl, said, lasting) => {
    const error = await rejection(
      directSession({
        account: 'local',
        accessUrl: accessUrl(),
        user: 'firn',
        auth: { kind: 'password', password: 'firn' },
      }),
    );
    expect(failureOf(error)).toMatchObject({ class: lasting ? 'address' : 'transient', retryable: !lasting });
    expect(String(error)).toContain(`Snowflake cannot be reached at ${accessUrl()}: `);
    expect(String(error)).toContain(said());
  });

  it('has no path, and an account no domain', async () => {
    const login = (options: object) =>
      rejection(
        directSession({ account: 'local', user: 'firn', auth: { kind: 'password', password: 'firn' }, ...options }),
      );
    expect(String(await login({ accessUrl: 'http://127.0.0.1:1/x' }))).toContain('accessUrl: an address such as');
    expect(String(await login({ accessUrl: '127.0.0.1:8084' }))).toContain("found the text '127.0.0.1:8084'");
    expect(String(await login({ account: 'a.snowflakecomputing.com' }))).toContain('the account name alone');
    expect(String(await login({ username: 'x', user: undefined }))).toContain('Write user.');
    expect(String(await login({ password: 'secret' }))).toContain("Write auth: { kind: 'password', password: '…' }.");
  });
});
