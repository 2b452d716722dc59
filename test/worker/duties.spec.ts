import { createLogger } from '@firn/nest/internal';
import { Duties } from '../../apps/worker/src/health/duties.js';

describe('a background task that never ends', () => {
  it('is shown once it takes longer than it may, until it ends, whatever the clock does meanwhile', async () => {
    let [clock, elapsed] = [1_000_000, 0];
    const duties = new Duties(
      createLogger('fatal', { app: 'worker' }),
      () => clock,
      () => elapsed,
    );
    let end: () => void = () => undefined;
    const hanging = duties.run('results', () => new Promise<void>((resolve) => (end = resolve)));
    const long = duties.run('files', () => hanging, 5_000_000);
    clock += 3_600_000; // somebody has set it
    expect([...duties.stuck]).toEqual([]);
    elapsed += 600_001;
    clock += 600_001;
    expect([...duties.stuck]).toEqual([['results', 4_600_000]]);
    await duties.run('timeouts', async () => undefined);
    expect(duties.stuck.has('timeouts')).toBe(false);
    end();
    await Promise.all([hanging, long]);
    expect([...duties.stuck]).toEqual([]);
    expect(duties.all.results).toMatchObject({ failures: 0 });
  });
});
