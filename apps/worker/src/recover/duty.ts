import type { WorkerPorts } from '../ports.js';

/** One thing that recovery sees to. A pass may be done twice, at two places, without harm. */
export interface Duty {
  readonly name: string;
  /** Every worker does it, each with what it takes; without it one does, by a lease. */
  readonly shared?: true;
  /** How long it rests when nothing was left to do. */
  readonly everyMs: number;
  /** What a pass may take before health calls it stuck; absent: ten minutes. */
  readonly longestMs?: number;
  /** One bounded pass; it ends early once the signal fires. True: there is more to do. */
  readonly pass: (ports: WorkerPorts, signal: AbortSignal) => Promise<boolean>;
  /** For how long the oldest of what waits for it has been due. */
  readonly lagMs?: (ports: WorkerPorts) => Promise<number>;
}
