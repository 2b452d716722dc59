import { SqlError } from '../errors.js';

export interface WarehouseLimits {
  /** MAX_CONCURRENCY_LEVEL. */
  readonly concurrency: number;
}

interface Waiter {
  readonly admit: () => void;
}

interface Slots {
  inside: number;
  readonly waiting: Waiter[];
}

export interface QueueWait {
  readonly signal: AbortSignal;
  /** STATEMENT_QUEUED_TIMEOUT_IN_SECONDS in milliseconds; 0 waits for ever. */
  readonly timeoutMs: number;
}

/** Places on each warehouse. Queueing here beats flooding DuckDB, and is what clients see as QUEUED. */
export class Warehouses {
  private readonly byName = new Map<string, Slots>();

  constructor(private readonly limitsOf: (name: string) => WarehouseLimits) {}

  /** Takes a place if one is free and nobody waits for it. */
  tryEnter(name: string): boolean {
    const slots = this.slots(name);
    if (slots.waiting.length > 0 || slots.inside >= this.limitsOf(name).concurrency) return false;
    slots.inside += 1;
    return true;
  }

  /** Waits for a place, in the order of coming. */
  async enter(name: string, { signal, timeoutMs }: QueueWait): Promise<void> {
    signal.throwIfAborted();
    if (this.tryEnter(name)) return;
    const { waiting } = this.slots(name);
    await new Promise<void>((resolve, reject) => {
      const leaveQueue = (error: unknown) => {
        waiting.splice(waiting.indexOf(waiter), 1);
        end(() => reject(error));
      };
      const end = (outcome: () => void) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', aborted);
        outcome();
      };
      const waiter: Waiter = { admit: () => end(resolve) };
      const aborted = () => leaveQueue(signal.reason);
      const timer = timeoutMs > 0 ? setTimeout(() => leaveQueue(queuedTooLong(timeoutMs)), timeoutMs) : undefined;
      signal.addEventListener('abort', aborted, { once: true });
      waiting.push(waiter);
    });
  }

  leave(name: string): void {
    this.slots(name).inside -= 1;
    this.refresh(name);
  }

  /** Admits who waits; also to be called when the warehouse's limit was raised. */
  refresh(name: string): void {
    const slots = this.slots(name);
    while (slots.inside < this.limitsOf(name).concurrency) {
      const next = slots.waiting.shift();
      if (next === undefined) return;
      slots.inside += 1;
      next.admit();
    }
  }

  /** Statements that run and wait: for SHOW WAREHOUSES. */
  load(name: string): { readonly running: number; readonly queued: number } {
    const slots = this.byName.get(name);
    return { running: slots?.inside ?? 0, queued: slots?.waiting.length ?? 0 };
  }

  private slots(name: string): Slots {
    const slots = this.byName.get(name) ?? { inside: 0, waiting: [] };
    this.byName.set(name, slots);
    return slots;
  }
}

const queuedTooLong = (timeoutMs: number): SqlError =>
  new SqlError(
    '000630',
    '57014',
    `Statement reached its queued timeout of ${timeoutMs / 1_000} second(s) in the warehouse queue and was canceled.`,
  );
