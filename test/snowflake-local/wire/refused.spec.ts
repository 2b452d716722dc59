import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LocalSnowflake, startLocalSnowflake } from '../../support/local-snowflake.js';

const STATEMENTS = readFileSync(join(import.meta.dirname, 'refused.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('--'))
  .map((line) => line.split(' | ', 2) as [string, string]);

interface Envelope {
  readonly success: boolean;
  readonly code: string;
  readonly message: string;
  readonly data: { readonly token: string };
}

/** Over bare HTTP: what a client gets is the envelope, not what a driver makes of it. */
describe('statements that are not supported', () => {
  let server: LocalSnowflake;
  let token: string;

  const post = async (path: string, body: object) => {
    const response = await fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(token && { authorization: `Snowflake Token="${token}"` }),
      },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Envelope };
  };
  const run = (sqlText: string) => post(`/queries/v1/query-request?requestId=${crypto.randomUUID()}`, { sqlText });

  beforeAll(async () => {
    server = await startLocalSnowflake();
    token = '';
    const login = await post('/session/v1/login-request?databaseName=FIRN&schemaName=PUBLIC&warehouse=COMPUTE_WH', {
      data: {
        ACCOUNT_NAME: 'local',
        LOGIN_NAME: 'firn',
        PASSWORD: 'firn',
        CLIENT_APP_ID: 'test',
        CLIENT_APP_VERSION: '1',
      },
    });
    token = login.body.data.token;
    await run('create table t (a int, b int)');
  });
  afterAll(() => server?.stop());

  it('are at least forty', () => {
    expect(STATEMENTS.length).toBeGreaterThanOrEqual(40);
  });

  it.each(STATEMENTS)('%s is refused by name and place', async (construct, sqlText) => {
    const { status, body } = await run(sqlText);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      success: false,
      code: expect.stringMatching(/^(000002|002140)$/),
      data: { errorCode: body.code, sqlState: expect.stringMatching(/^[0-9A-Z]{5}$/), queryId: expect.any(String) },
    });
    expect(body.message.toUpperCase()).toContain(construct);
    // Of a function Snowflake tells the name alone.
    const isFunction = body.message.includes('Unknown function');
    expect(body.message).toMatch(
      isFunction ? /^SQL compilation error:\nUnknown function \w+\.$/ : /line 1 at position \d+/,
    );
  });
});
