import type { JobChange, JobId } from '@firn/contract';

/** Jobs that somebody in this process waits for since their acceptance. Each has one who waits: nobody else knows of it yet. */
export class SettlingJobs {
  private readonly waiting = new Map<JobId, () => void>();

  get size(): number {
    return this.waiting.size;
  }

  /** @returns a function that ends the listening */
  listen(id: JobId, ring: () => void): () => void {
    this.waiting.set(id, ring);
    return () => void this.waiting.delete(id);
  }

  /** @param change null: messages may have been lost; undefined: one that a newer process has written, of whatever job */
  tell(change: JobChange | null | undefined): void {
    if (change) this.waiting.get(change.id)?.();
    else for (const ring of [...this.waiting.values()]) ring();
  }
}
