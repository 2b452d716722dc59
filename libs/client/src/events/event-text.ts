/** One event of a stream (WHATWG HTML, server-sent events). */
export interface ServerEvent {
  readonly name: string;
  /** Where to go on after it. */
  readonly id: string | null;
  readonly data: string;
}

/** Puts lines together to events: each ends with an empty line. What has no data, such as a comment, is none. */
export class EventLines {
  private name = 'message';
  private id: string | null = null;
  private data: string[] = [];

  /** Gives the event that ends with this line. */
  take(line: string): ServerEvent | null {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (text === '') return this.dispatch();
    const colon = text.indexOf(':');
    if (colon === 0) return null;
    const field = colon === -1 ? text : text.slice(0, colon);
    const value = colon === -1 ? '' : text.slice(colon + (text[colon + 1] === ' ' ? 2 : 1));
    if (field === 'event') this.name = value;
    else if (field === 'id') this.id = value;
    else if (field === 'data') this.data.push(value);
    return null;
  }

  private dispatch(): ServerEvent | null {
    const { name, id, data } = this;
    this.name = 'message';
    this.data = [];
    return data.length === 0 ? null : { name, id, data: data.join('\n') };
  }
}
