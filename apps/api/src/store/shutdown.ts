import { setMaxListeners } from 'node:events';

/** Whether the process is on its way out. Whoever only waits answers then, and load balancers look elsewhere. */
export class Shutdown {
  private readonly controller = new AbortController();

  constructor() {
    setMaxListeners(0, this.controller.signal); // everything that waits listens to it
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get begun(): boolean {
    return this.controller.signal.aborted;
  }

  begin(): void {
    this.controller.abort();
  }
}
