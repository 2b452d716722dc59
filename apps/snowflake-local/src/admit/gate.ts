/** Lets at most `limit` callers in at a time; the rest wait in the order they came. */
export class Gate {
  private inside = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly limit: number) {}

  get queued(): number {
    return this.waiting.length;
  }

  async enter(): Promise<void> {
    if (this.inside < this.limit) {
      this.inside += 1;
      return;
    }
    await new Promise<void>((admitted) => this.waiting.push(admitted));
  }

  /** The place goes straight to the next one who waits, so that nobody can slip in between. */
  leave(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.inside -= 1;
    else next();
  }
}
