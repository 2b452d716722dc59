import type { Duck } from '../../../apps/snowflake-local/src/execute/duck.js';
import { MemoryWatch } from '../../../apps/snowflake-local/src/execute/memory-watch.js';
import type { QueryRegistry } from '../../../apps/snowflake-local/src/execute/registry.js';

/** For engines inside the test's own process, whose memory is not theirs alone. */
export const unlimitedMemory = (registry: QueryRegistry, duck: Duck): MemoryWatch =>
  new MemoryWatch({
    limitBytes: Number.POSITIVE_INFINITY,
    running: () => registry.running(),
    used: () => process.memoryUsage.rss(),
    giveBack: () => duck.giveBack(),
    now: () => performance.now(),
  });
