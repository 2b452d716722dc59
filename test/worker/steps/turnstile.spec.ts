import { Turnstile } from '../../../apps/worker/src/steps/turnstile.js';

describe('a turnstile', () => {
  it('lets so many in, and the next one for each that leaves, in their order', async () => {
    const turnstile = new Turnstile(2);
    const entered: string[] = [];
    const enter = async (name: string) => {
      const leave = await turnstile.enter(60_000);
      entered.push(name);
      return leave;
    };
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(enter);
    const leaveA = await a;
    await b;
    expect(entered).toEqual(['a', 'b']);
    leaveA?.();
    leaveA?.(); // leaving twice makes no room twice
    const leaveC = await c;
    expect(entered).toEqual(['a', 'b', 'c']);
    leaveC?.();
    expect(await d).not.toBeNull();
    (await b)?.();
    (await d)?.();
    expect(await turnstile.enter(0)).not.toBeNull();
  });

  it('sends away who has waited for too long, and lets in the next one', async () => {
    const turnstile = new Turnstile(1);
    const leave = await turnstile.enter(0);
    const patient = turnstile.enter(60_000);
    expect(await turnstile.enter(1)).toBeNull();
    leave?.();
    expect(await patient).not.toBeNull();
  });
});
