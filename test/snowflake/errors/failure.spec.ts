import { failureOf, redact } from '@firn/snowflake';
import { SnowflakeError } from '@firn/snowpark';
import { fromDriver } from '../../../libs/snowflake/src/errors/raise.js';

const failure = (code: string, sqlState: string | null, text: string) =>
  failureOf(new SnowflakeError({ code, sqlState, queryId: null, text }));

describe('a failure', () => {
  it.each([
    ['000603', 'XX000', 'Processing aborted by error 300010', 'transient', true],
    ['000604', '57014', 'SQL execution canceled', 'cancelled', false],
    ['000604', '57014', 'SQL execution canceled: its session was ended.', 'session_lost', true],
    [
      '000604',
      '57014',
      'Statement reached its statement or warehouse timeout of 5 second(s) and was canceled.',
      'timeout',
      false,
    ],
    ['000630', '57014', 'Statement reached its statement or warehouse timeout of 5 second(s)', 'timeout', false],
    ['000606', '57P03', 'No active warehouse selected in the current session.', 'access', false],
    ['000625', '57014', 'The number of waiters for this lock exceeds the 20 statements limit.', 'transient', true],
    ['090073', '22000', 'Warehouse cannot be resumed because resource monitor exceeded its quota.', 'quota', true],
    ['001003', '42000', 'SQL compilation error: syntax error', 'compile', false],
    ['002003', '42S02', "Object 'T' does not exist or not authorized.", 'compile', false],
    ['002140', '42601', 'Unknown function F', 'compile', false],
    ['100038', '22018', "Numeric value 'x' is not recognized", 'data', false],
    ['100051', '22012', 'Division by zero', 'data', false],
    ['100072', '22000', 'NULL result in a non-nullable column', 'data', false],
    ['100090', '42P18', 'Duplicate row detected during DML action', 'data', false],
    ['390100', '28000', 'Incorrect username or password was specified.', 'access', false],
    ['390111', null, 'Session no longer exists.', 'session_lost', true],
    ['390114', null, 'Authentication token has expired.', 'session_lost', true],
    ['390505', null, 'Too many requests.', 'transient', true],
    ['407002', '08003', 'Unable to perform operation using terminated connection.', 'session_lost', true],
    ['401001', null, 'Network error. Could not reach Snowflake.', 'transient', true],
    ['123456', '22999', 'unknown code of a known state', 'data', false],
    ['123456', '42999', 'unknown code of a known state', 'compile', false],
    ['123456', 'XX999', 'unknown code of a known state', 'transient', true],
    ['123456', null, 'SQL compilation error: something', 'compile', false],
    ['123456', null, 'something else', 'unknown', false],
  ])('%s %s %s is %s', (code, sqlState, text, failureClass, retryable) => {
    expect(failure(code, sqlState, text)).toMatchObject({ class: failureClass, retryable, code, message: text });
  });

  it('of a script is what its inner error is', () => {
    const text =
      "Uncaught exception of type 'STATEMENT_ERROR' on line 3 at position 4 : 100038 (22018): Numeric value 'x' is not recognized";
    expect(failure('100132', 'P0000', text).class).toBe('data');
    expect(failure('100132', 'P0000', "Uncaught exception of type 'EXPRESSION_ERROR'").class).toBe('unknown');
    const canceled = 'Uncaught exception on line 1 at position 0 : 000604 (57014): SQL execution canceled';
    expect(failure('100132', 'P0000', canceled).class).toBe('cancelled');
  });

  it.each([
    ['401002', true], // the POST may have been taken
    ['401001', true],
    ['390111', true], // so may have one before the session went
    ['001003', false],
    ['000603', false],
    ['390505', false],
  ])('%s leaves the outcome unknown: %p', (code, unknown) => {
    expect(failure(code, null, 'x').outcomeUnknown).toBe(unknown);
  });

  it('takes six digits from wherever the driver hides them', () => {
    const status = Object.assign(new Error('failed'), { code: -1, data: { errorCode: 604, queryId: 'q' } });
    expect(fromDriver(status)).toMatchObject({ code: '000604', queryId: 'q', text: 'failed' });
    expect(fromDriver(Object.assign(new Error('x'), { code: '904', sqlState: '42000' }))).toMatchObject({
      code: '000904',
      sqlState: '42000',
    });
    expect(fromDriver(new TypeError('currentState.requestAsync is not a function')).code).toBe('000000');
  });

  it('of another kind is unknown, and its outcome too', () => {
    expect(failureOf(new TypeError('x is undefined'))).toMatchObject({ class: 'unknown', outcomeUnknown: true });
    expect(failureOf('text')).toMatchObject({ class: 'unknown', message: 'text' });
  });
});

describe('redaction', () => {
  it.each([
    ['Authorization: Snowflake Token="ver:1-hint:123-ETMsDgAAAX"', 'ETMsDgAAAX'],
    ['{"password":"hunter2"}', 'hunter2'],
    ['password=hunter2&x=1', 'hunter2'],
    ['GET https://bucket.example/part/1?X-Amz-Signature=abcdef0123 failed', 'abcdef0123'],
    ['-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END PRIVATE KEY-----', 'MIIEvQIBADANBg'],
    ['JWT eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJYIn0.c2lnbmF0dXJl is invalid', 'c2lnbmF0dXJl'],
  ])('takes the secret out of %j', (text, secret) => {
    expect(redact(text)).not.toContain(secret);
    expect(redact(text)).toContain('***');
  });

  it('leaves what is no secret', () => {
    const text = "SQL compilation error: Object 'FIRN.PUBLIC.TOKENS' does not exist, see https://docs.example/errors";
    expect(redact(text)).toBe(text);
  });
});
