import { EventLines, type ServerEvent } from '../../../libs/client/src/events/event-text.js';

/** Reads the events of one answer, one after the other. */
export class EventReader {
  private readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  private readonly decoder = new TextDecoder();
  private readonly events = new EventLines();
  private readonly read: ServerEvent[] = [];
  private rest = '';

  constructor({ body }: Response) {
    if (body === null) throw new Error('The answer has no body.');
    this.reader = body.getReader();
  }

  /** Null where the stream has ended. */
  async next(): Promise<ServerEvent | null> {
    for (;;) {
      const event = this.read.shift();
      if (event !== undefined) return event;
      const { done, value } = await this.reader.read();
      if (done) return null;
      const lines = (this.rest + this.decoder.decode(value, { stream: true })).split('\n');
      this.rest = lines.pop() ?? '';
      this.read.push(...lines.flatMap((line) => this.events.take(line) ?? []));
    }
  }

  /** The data of the first event that it holds for. */
  async until(enough: (data: Record<string, unknown>, event: ServerEvent) => boolean): Promise<ServerEvent> {
    for (;;) {
      const event = await this.next();
      if (event === null) throw new Error('The stream has ended.');
      if (enough(JSON.parse(event.data), event)) return event;
    }
  }

  leave(): Promise<void> {
    return this.reader.cancel();
  }
}
