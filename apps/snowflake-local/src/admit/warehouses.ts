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

  /** Waits for a place, in the order of coming; `isFirst`: ahead of all who wait. */
  async enter(name: string, { signal, timeoutMs }: QueueWait, isFirst = false): Promise<void> {
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
      if (isFirst) waiting.unshift(waiter);
      else waiting.push(waiter);
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

/** The place of a statement that was admitted, which those that it runs share. */
export class WarehousePlace {
  private lent = false;

  constructor(
    private readonly warehouses: Warehouses,
    private readonly name: string,
  ) {}

  get isLent(): boolean {
    return this.lent;
  }

  /** Others run while its statement waits for a lock: whoever has that lock may need a place to let go of it. */
  lend(): void {
    if (this.lent) return;
    this.lent = true;
    this.warehouses.leave(this.name);
  }

  /** Gets a place again, ahead of who waits: by now it has what others wait for. */
  async regain(signal: AbortSignal): Promise<void> {
    await this.warehouses.enter(this.name, { signal, timeoutMs: 0 }, true);
    this.lent = false;
  }

  leave(): void {
    if (!this.lent) this.warehouses.leave(this.name);
  }
}

const queuedTooLong = (timeoutMs: number): SqlError =>
  new SqlError(
    '000630',
    '57014',
    `Statement reached its queued timeout of ${timeoutMs / 1_000} second(s) in the warehouse queue and was canceled.`,
  );
