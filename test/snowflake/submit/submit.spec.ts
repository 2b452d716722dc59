import { randomUUID } from 'node:crypto';
import { failureOf } from '@firn/snowflake';
import type { Statement } from '@firn/snowpark';
import { OTHER_QUERY, refusal, resultData, type Seen, success, textColumn } from '../support/protocol-server.js';
import { rejection, scripted } from '../support/sessions.js';

const statement = (text: string, binds: Statement['binds'] = []): Statement => ({ text, binds });
const isAsync = (seen: Seen): boolean => seen.body.asyncExec === true;

describe('a submit', () => {
  it('carries request ID, tag, timeout and binds in its own request', async () => {
    await using test = await scripted((seen) =>
      isAsync(seen) ? success({ queryId: OTHER_QUERY }, '333334') : undefined,
    );
    const session = await test.session();
    const requestId = randomUUID();
    const binds = [
      { type: 'FIXED', value: '42' },
      { type: 'FIXED', value: '12345678901234567890' },
      { type: 'REAL', value: '1.5' },
      { type: 'REAL', value: 'NaN' },
      { type: 'BOOLEAN', value: 'true' },
      { type: 'TEXT', value: 'a' },
      { type: 'DATE', value: '2020-01-31' },
      { type: 'TEXT', value: null },
    ] as const;
    const { queryId } = await session.submit(statement('select ?', binds), {
      requestId,
      tag: '{"job":"j"}',
      timeoutSeconds: 60,
    });
    expect(queryId).toBe(OTHER_QUERY);
    const [sent] = test.server.seen.filter(isAsync);
    expect(sent?.query.get('requestId')).toBe(requestId);
    expect(sent?.body.parameters).toEqual({
      QUERY_TAG: '{"job":"j"}',
      STATEMENT_TIMEOUT_IN_SECONDS: 60,
      MULTI_STATEMENT_COUNT: 1,
    });
    expect(sent?.body.bindings).toEqual({
      1: { type: 'FIXED', value: '42' },
      2: { type: 'TEXT', value: '12345678901234567890' },
      3: { type: 'REAL', value: '1.5' },
      4: { type: 'TEXT', value: 'NaN' },
      5: { type: 'BOOLEAN', value: 'true' },
      6: { type: 'TEXT', value: 'a' },
      7: { type: 'TEXT', value: '2020-01-31' },
      8: { type: 'TEXT', value: null },
    });
  });

  it('delivers a compile error that the driver swallows in its plain form', async () => {
    await using test = await scripted((seen) =>
      isAsync(seen)
        ? refusal('001003', "SQL compilation error:\nsyntax error line 1 at position 7 unexpected 'FROM'.", {
            sqlState: '42000',
            queryId: OTHER_QUERY,
            errorCode: '001003',
          })
        : undefined,
    );
    const session = await test.session();
    const failure = failureOf(await rejection(session.submit(statement('select from'), { requestId: randomUUID() })));
    expect(failure).toEqual({
      class: 'compile',
      code: '001003',
      sqlState: '42000',
      queryId: OTHER_QUERY,
      message: expect.stringContaining("unexpected 'FROM'"),
      retryable: false,
      outcomeUnknown: false,
    });
    expect(test.server.seen.filter(isAsync)).toHaveLength(1); // and posts it once
  });

  it.each([400, 403, 404])('delivers HTTP status %i, with an unknown outcome', async (status) => {
    await using test = await scripted((seen) => (isAsync(seen) ? { status, body: 'no' } : undefined));
    const session = await test.session();
    const failure = failureOf(await rejection(session.submit(statement('select 1'), { requestId: randomUUID() })));
    expect(failure).toMatchObject({ class: 'transient', code: '401002', retryable: true, outcomeUnknown: true });
  });

  it('goes by the query ID when a fast query answers with its rows', async () => {
    await using test = await scripted((seen) =>
      isAsync(seen) ? success(resultData(OTHER_QUERY, [textColumn('A')], [['x']])) : undefined,
    );
    const session = await test.session();
    expect(await session.submit(statement('select 1'), { requestId: randomUUID() })).toEqual({ queryId: OTHER_QUERY });
  });

  it('repeats a lost exchange under the same request ID', async () => {
    let tries = 0;
    await using test = await scripted((seen) => {
      if (!isAsync(seen)) return undefined;
      tries += 1;
      return tries === 1 ? 'drop' : success({ queryId: OTHER_QUERY }, '333334');
    });
    const session = await test.session();
    const requestId = randomUUID();
    await session.submit(statement('insert into t select 1'), { requestId });
    const sent = test.server.seen.filter(isAsync);
    expect(sent.map((seen) => seen.query.get('requestId'))).toEqual([requestId, requestId]);
  });

  it('sends a bulk insert as lists of values, whatever their number, and never through a stage', async () => {
    await using test = await scripted();
    const session = await test.session();
    const values = Array.from({ length: 60_000 }, (_, row) => String(row));
    await session.execute({
      text: 'insert into t values (?, ?)',
      binds: [
        { type: 'FIXED', value: null },
        { type: 'TEXT', value: null },
      ],
      arrayBinds: [values, values.map((value, row) => (row === 1 ? null : value))],
    });
    const sent = test.server.requests('/queries/v1/query-request').at(-1);
    expect(sent?.body.bindings).toEqual({
      1: { type: 'TEXT', value: values },
      2: { type: 'TEXT', value: values.map((value, row) => (row === 1 ? null : value)) },
    });
    expect(test.server.requests('/queries/v1/query-request')).toHaveLength(3); // session start, its ID, the insert
  });

  it('does not let the tag of one statement reach the next', async () => {
    await using test = await scripted();
    const session = await test.session();
    await session.execute(statement('select 1'), { tag: 'mine' });
    await session.execute(statement('select 2'));
    const parameters = test.server
      .requests('/queries/v1/query-request')
      .slice(-2)
      .map((seen) => seen.body.parameters);
    expect(parameters).toEqual([{ MULTI_STATEMENT_COUNT: 1, QUERY_TAG: 'mine' }, { MULTI_STATEMENT_COUNT: 1 }]);
  });

  it.each([
    [{ tag: 'x'.repeat(2_001) }, 'at most 2000'],
    [{ timeoutSeconds: 0 }, 'from 1 to 604800'],
    [{ timeoutSeconds: 1.5 }, 'from 1 to 604800'],
  ])('refuses options that Snowflake would cut or misread: %j', async (options, words) => {
    await using test = await scripted();
    const session = await test.session();
    await expect(session.submit(statement('select 1'), { requestId: randomUUID(), ...options })).rejects.toThrow(words);
  });
});
