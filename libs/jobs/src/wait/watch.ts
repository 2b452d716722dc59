/** Somebody who waits for something to change. Begun before it is looked at, so that no change is missed. */
export class Watch {
  private rang = false;
  private wake: (() => void) | null = null;
  private stop: () => void = () => undefined;

  private constructor() {}

  /** @param listen calls `ring` at every change that matters, and gives what ends that */
  static async begin(listen: (ring: () => void) => Promise<() => void>): Promise<Watch> {
    const watch = new Watch();
    watch.stop = await listen(() => watch.ring());
    return watch;
  }

  /** Until something has changed since the last time, or so many milliseconds are over, or the signal aborts. */
  async change(withinMs: number, signal?: AbortSignal): Promise<void> {
    if (!this.rang && withinMs > 0 && signal?.aborted !== true) await this.rung(withinMs, signal);
    this.rang = false;
  }

  end(): void {
    this.stop();
    this.ring();
  }

  private ring(): void {
    this.rang = true;
    this.wake?.();
  }

  private rung(withinMs: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        this.wake = null;
        resolve();
      };
      const timer = setTimeout(wake, withinMs);
      signal?.addEventListener('abort', wake, { once: true });
      this.wake = wake;
    });
  }
}
