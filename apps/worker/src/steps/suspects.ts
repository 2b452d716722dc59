/** Deaths of a process with a step in its hands after which the step is poison. */
export const MOST_DEATHS = 3;
/** Steps that were there at one death and are tried together. */
const GROUP = 8;
/** For how long one that has to be alone keeps others from entering; after that another worker has it. */
const ALONE_SOON_MS = 2_000;

/**
 * Steps that were in the hands of a process which died, or whose loop stood still. One of them may have done it, the others were
 * only there. They are let in a few at a time; one that was there twice is alone among them, so that nobody else is there when it
 * does it for the third time. A step that harms nobody is counted at most twice, whoever its neighbours are.
 */
export class Suspects {
  private readonly inside = new Map<string, number>();
  private aloneUntil = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** False: not now. @param deaths how often a process ended with the step in its hands */
  enter(step: string, deaths: number): boolean {
    if (deaths === 0) return true;
    if (deaths > 1) return this.enterAlone(step, deaths);
    const someoneAlone = [...this.inside.values()].some((count) => count > 1);
    if (someoneAlone || this.inside.size >= GROUP || this.now() < this.aloneUntil) return false;
    this.inside.set(step, deaths);
    return true;
  }

  leave(step: string): void {
    this.inside.delete(step);
  }

  private enterAlone(step: string, deaths: number): boolean {
    if (this.inside.size > 0) {
      this.aloneUntil = this.now() + ALONE_SOON_MS;
      return false;
    }
    this.aloneUntil = 0;
    this.inside.set(step, deaths);
    return true;
  }
}
