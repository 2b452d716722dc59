import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { accessUrlOf, ConnectionRegistry, failureOf, parseProfile } from '@firn/snowflake';
import { refusal } from '../support/protocol-server.js';
import { profileFor, rejection, scripted } from '../support/sessions.js';

describe('a login', () => {
  it('says who it is, and nothing about the machine', async () => {
    await using test = await scripted();
    await test.session();
    const [login] = test.server.requests('/session/v1/login-request');
    const data = login?.body.data;
    expect(data).toMatchObject({
      LOGIN_NAME: 'firn',
      PASSWORD: 'firn',
      CLIENT_ENVIRONMENT: { APPLICATION: 'Firn', PLATFORM: ['disabled'] },
      SESSION_PARAMETERS: { CLIENT_SESSION_KEEP_ALIVE: false },
    });
    expect(login?.query.get('databaseName')).toBe('FIRN');
    expect(test.server.requests('/telemetry/send')).toEqual([]);
    expect(existsSync(join(process.cwd(), 'snowflake.log'))).toBe(false);
  });

  it('sets the session up with one statement and knows its ID', async () => {
    await using test = await scripted();
    const session = await test.session();
    expect(session.sessionId).toBe('1001');
    const texts = test.server.requests('/queries/v1/query-request').map((seen) => String(seen.body.sqlText));
    expect(texts).toHaveLength(2);
    expect(texts[0]).toMatch(/^ALTER SESSION SET TIMEZONE = 'UTC' /);
    expect(texts[0]).toContain('ABORT_DETACHED_QUERY = FALSE');
    expect(texts[0]).toContain('CLIENT_RESULT_CHUNK_SIZE = 16');
    expect(texts[0]).toContain('STRICT_JSON_OUTPUT = TRUE');
  });

  it('signs a token with the key of a key pair', async () => {
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' },
    });
    await using test = await scripted();
    const auth = { kind: 'key_pair', privateKey, passphrase: 'open sesame' } as const;
    await test.registry.session({ ...test.profile, auth }, 'shared');
    const [login] = test.server.requests('/session/v1/login-request');
    expect(login?.body.data).toMatchObject({
      AUTHENTICATOR: 'SNOWFLAKE_JWT',
      LOGIN_NAME: 'firn',
      TOKEN: expect.stringMatching(/^eyJ/),
    });
  });

  it('is refused as data, without the password, and tried again only when asked', async () => {
    await using test = await scripted((seen) =>
      seen.path === '/session/v1/login-request'
        ? refusal('390100', 'Incorrect username or password was specified.')
        : undefined,
    );
    const failure = failureOf(await rejection(test.session()));
    expect(failure).toMatchObject({ class: 'access', code: '390100', retryable: false });
    expect(test.server.requests('/session/v1/login-request')).toHaveLength(1);
    test.server.script = () => undefined;
    expect((await test.session()).sessionId).toBe('1001');
  });

  it('is shared by callers who come while it is under way', async () => {
    await using test = await scripted(() => undefined, { sharedSessions: 1 });
    const [one, two] = await Promise.all([test.session(), test.session()]);
    expect(one).toBe(two);
    expect(test.server.requests('/session/v1/login-request')).toHaveLength(1);
  });
});

describe('a profile', () => {
  it('names every field that is wrong', () => {
    const wrong = {
      name: 'a b',
      account: 'x/y',
      user: '',
      auth: { kind: 'magic' },
      accessUrl: 'ftp://host',
      limits: { sharedSessions: 0 },
      extra: 1,
    };
    for (const field of ['name', 'account', 'user', 'auth', 'accessUrl', 'limits.sharedSessions', 'extra']) {
      expect(() => parseProfile(wrong)).toThrow(field);
    }
  });

  it.each([
    ['xy12345', 'https://xy12345.snowflakecomputing.com'],
    ['xy12345.eu-central-1', 'https://xy12345.eu-central-1.snowflakecomputing.com'],
    ['xy12345.us-west-2', 'https://xy12345.snowflakecomputing.com'],
    ['xy12345.cn-northwest-1', 'https://xy12345.cn-northwest-1.snowflakecomputing.cn'],
    ['org-name', 'https://org-name.snowflakecomputing.com'],
  ])('finds account %s at %s', (account, url) => {
    expect(accessUrlOf({ account, accessUrl: undefined })).toBe(url);
  });

  it('refuses work after the registry was closed', async () => {
    const registry = new ConnectionRegistry();
    await registry.close();
    await expect(registry.session(profileFor('http://127.0.0.1:1'), 'shared')).rejects.toThrow('closed');
  });
});

describe('a profile that is wrong', () => {
  const profile = { name: 'p', account: 'a', user: 'u', auth: { kind: 'password', password: 'p' } };

  it('is refused by the name of the member', () => {
    expect(() => parseProfile({ ...profile, acount: 'a' })).toThrow('There is no acount. Did you mean account?');
    expect(() => parseProfile({ ...profile, user: 1 })).toThrow('user: expected string, received number');
  });

  it.each([
    { ...profile, auth: 'open sesame' },
    { ...profile, auth: { kind: 'key_pair', privateKey: 'open sesame' } },
    { ...profile, auth: { kind: 'password', password: ['open sesame'] } },
  ])('is refused without a word of its secrets', (wrong) => {
    expect(() => parseProfile(wrong)).toThrow(/^parseProfile\(profile\): auth(?!.*sesame)/);
  });
});
