import type { JobId } from '@firn/contract';

/** Results that this process is storing, so that a wish, or its own end, can stop them. */
export class Storing {
  private readonly controllers = new Map<JobId, AbortController>();

  /** Runs `work` under a signal that `stop` fires. */
  async while<T>(id: JobId, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    this.controllers.set(id, controller);
    try {
      return await work(controller.signal);
    } finally {
      if (this.controllers.get(id) === controller) this.controllers.delete(id);
    }
  }

  get size(): number {
    return this.controllers.size;
  }

  stop(id: JobId, reason: Error): boolean {
    const controller = this.controllers.get(id);
    controller?.abort(reason);
    return controller !== undefined;
  }

  stopAll(reason: Error): void {
    for (const controller of this.controllers.values()) controller.abort(reason);
  }
}

/** Somebody wants the job to end, and nobody will read its rows. */
export class NotWanted extends Error {
  override readonly name = 'NotWanted';
}

/** This worker is ending; another one stores the result. */
export class WorkerStops extends Error {
  override readonly name = 'WorkerStops';
}
