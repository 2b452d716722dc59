import { setTimeout as sleep } from 'node:timers/promises';
import { WorkerMetrics } from '../../../apps/worker/src/metrics/worker-metrics.js';

const BUSY_MS = 400;

/** What the runbook looks at where a loop stands still. */
describe('the metrics of a loop', () => {
  const lagOf = async (metrics: WorkerMetrics, name: string) => {
    const text = await metrics.registry.metrics();
    return Number(new RegExp(`^nodejs_eventloop_lag_${name}_seconds (\\S+)$`, 'm').exec(text)?.[1]);
  };

  it('tell for how long it stood still', async () => {
    const metrics = new WorkerMetrics();
    await sleep(50); // the first samples are taken
    const until = performance.now() + BUSY_MS;
    while (performance.now() < until); // nothing else gets its turn
    await sleep(50);
    expect(await lagOf(metrics, 'max')).toBeGreaterThan((BUSY_MS / 1_000) * 0.8);
    expect(await lagOf(metrics, 'p99')).toBeGreaterThan(0);
  });
});
