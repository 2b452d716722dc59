import { failureOf } from '@app/snowflake';
import { patiently } from '../../../apps/worker/src/steps/patience.js';

describe('patiently', () => {
  it('gives the answer, or the refusal', async () => {
    expect(await patiently(Promise.resolve(1), 60_000, 'It')).toBe(1);
    await expect(patiently(Promise.reject(new Error('no')), 60_000, 'It')).rejects.toThrow('no');
  });

  it('says what got no answer, as a failure that may pass and whose outcome is unknown', async () => {
    const late: number[] = [];
    let answer: (value: number) => void = () => {};
    const work = new Promise<number>((resolve) => {
      answer = resolve;
    });
    const error: unknown = await patiently(work, 5, 'The submit', (value) => late.push(value)).catch(
      (thrown: unknown) => thrown,
    );
    expect(failureOf(error)).toMatchObject({ class: 'transient', outcomeUnknown: true });
    expect(String(error)).toContain('The submit: no answer of Snowflake within 5 ms.');
    answer(7);
    await work;
    expect(late).toEqual([7]);
  });
});
