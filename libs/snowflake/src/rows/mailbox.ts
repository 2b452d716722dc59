/** What arrives is taken in order, by one taker; it waits for what has not arrived. */
export class Mailbox<T> {
  readonly #arrived: T[] = [];
  #waiting: ((value: T) => void) | null = null;

  put(value: T): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting === null) this.#arrived.push(value);
    else waiting(value);
  }

  take(): Promise<T> {
    const next = this.#arrived.shift();
    if (next !== undefined) return Promise.resolve(next);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }
}
