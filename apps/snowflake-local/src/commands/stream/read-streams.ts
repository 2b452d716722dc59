import { streamLock } from '../../catalog/address.js';
import type { StreamEntry } from '../../catalog/entries.js';
import type { TableLock } from '../../execute/statement.js';

/** The streams that a statement turns out to read, also behind views. */
export class ReadStreams {
  private readonly read = new Map<number, StreamEntry>();

  note(stream: StreamEntry): void {
    this.read.set(stream.objectId, stream);
  }

  get isEmpty(): boolean {
    return this.read.size === 0;
  }

  list(): readonly StreamEntry[] {
    return [...this.read.values()];
  }

  /** Who moves an offset has the stream alone. */
  locks(): readonly TableLock[] {
    return this.list().map((stream) => ({ table: streamLock(stream), mode: 'exclusive' }));
  }
}
