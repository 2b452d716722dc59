import { breakerStates, slotUses } from '@firn/jobs';
import { Gauge } from 'prom-client';
import { workloadsOf } from '../admit/tell-workloads.js';
import type { WorkerPorts } from '../ports.js';

/** What holds jobs back: the same from every worker. Nothing is told where Redis is away. */
export function addLineGauges({ metrics, redis, config }: Pick<WorkerPorts, 'metrics' | 'redis' | 'config'>): void {
  const registers = [metrics.registry];
  const uses = () => slotUses(redis, config.shards, workloadsOf(config));
  const ofCaps = (name: string, help: string, read: (use: Awaited<ReturnType<typeof uses>>[number]) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['cap'],
      registers,
      async collect() {
        this.reset();
        for (const use of await uses().catch(() => [])) this.set({ cap: use.cap }, read(use));
      },
    });
  ofCaps('firn_slots_used', 'Slots of a cap that jobs hold, over all workers.', ({ used }) => used);
  ofCaps('firn_slots', 'Slots that a cap has.', ({ most }) => most);
  ofCaps('firn_lines_parked', 'Lines of jobs that wait because a cap is full.', ({ parked }) => parked);
  new Gauge({
    name: 'firn_breaker_open',
    help: '1 where the breaker of an account, or of a warehouse, holds everything back; 0 where it has met failures and lets jobs through.',
    labelNames: ['breaker'],
    registers,
    async collect() {
      this.reset();
      const states = await breakerStates(redis, config.shards).catch(() => []);
      for (const { name, isOpen } of states) this.set({ breaker: name }, isOpen ? 1 : 0);
    },
  });
}
