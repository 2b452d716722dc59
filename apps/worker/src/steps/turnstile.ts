/** Lets few in at the same time, in the order in which they come, and sends away who has waited for too long. */
export class Turnstile {
  private inside = 0;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly most: number) {}

  /** Resolves with what is to be called on leaving; null: `waitMs` were over before its turn came. */
  async enter(waitMs: number): Promise<(() => void) | null> {
    if (this.inside < this.most) this.inside += 1;
    else if (!(await this.turn(waitMs))) return null;
    let isInside = true;
    return () => {
      if (isInside) this.leave();
      isInside = false;
    };
  }

  private turn(waitMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const letIn = () => {
        clearTimeout(timer);
        resolve(true);
      };
      const timer = setTimeout(() => {
        this.waiting.delete(letIn);
        resolve(false);
      }, waitMs);
      this.waiting.add(letIn);
    });
  }

  /** Its place goes to the next one. */
  private leave(): void {
    const [next] = this.waiting;
    if (next === undefined) this.inside -= 1;
    else {
      this.waiting.delete(next);
      next();
    }
  }
}
