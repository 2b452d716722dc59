import { failureOf } from '@firn/snowflake';
import { SnowflakeError } from '@firn/snowpark';
import { patiently } from '../../../apps/worker/src/steps/patience.js';

const never = () => new Promise<never>(() => {});

describe('patiently', () => {
  it('gives the answer, or the refusal', async () => {
    expect(await patiently(Promise.resolve(1), { what: 'It', ms: 60_000 })).toBe(1);
    await expect(patiently(Promise.reject(new Error('no')), { what: 'It', ms: 60_000 })).rejects.toThrow('no');
  });

  it('says what got no answer, as a failure that may pass and whose outcome is unknown', async () => {
    const error: unknown = await patiently(never(), { what: 'The submit', ms: 5 }).catch((thrown: unknown) => thrown);
    expect(failureOf(error)).toMatchObject({ class: 'transient', outcomeUnknown: true });
    expect(String(error)).toContain('The submit: no answer of Snowflake within 5 ms.');
  });

  it('gives up as soon as Snowflake cannot be reached', async () => {
    const away = new SnowflakeError({ code: '401001', sqlState: null, queryId: null, text: 'connection refused' });
    await expect(
      patiently(never(), { what: 'It', asks: [() => Promise.resolve(), () => Promise.reject(away)] }),
    ).rejects.toBe(away);
  });
});
