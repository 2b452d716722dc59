/** What is done again and again to see how fast this machine is: parsing, texts and maps, as in what is measured. */
const TEXT = JSON.stringify(
  Array.from({ length: 1_500 }, (_, at) => ({ kind: 'column', name: `C${at}`, type: 'NUMBER(38,0)' })),
);
/** What it takes where nothing else runs on two cores of the machine that the limits were set on. */
const REFERENCE_MS = 0.8;
const EVERY_MS = 25;
/** Fewer tell nothing: one may have waited for a core. */
const FEWEST = 20;

/**
 * How many times longer than on the reference machine the same work takes on this one, now: never less than 1. A core that others
 * share, or that is slow, makes every figure of CPU larger by as much, and says nothing of what is measured.
 */
export class Pace {
  private readonly timer = setInterval(() => this.take(), EVERY_MS).unref();
  private taken: number[] = [];

  /** Over the time since it was last asked for. */
  since(): number {
    while (this.taken.length < FEWEST) this.take();
    const sorted = this.taken.sort((a, b) => a - b);
    this.taken = [];
    // Of what was taken, a part had to wait for a core in between. The first quarter did not.
    return Math.max(1, (sorted[Math.floor(sorted.length / 4)] ?? 0) / REFERENCE_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private take(): void {
    const began = performance.now();
    const seen = new Map<string, unknown>();
    let digest = 0;
    for (const item of JSON.parse(TEXT) as readonly { readonly name: string; readonly type: string }[]) {
      seen.set(item.name, item);
      for (let at = 0; at < item.type.length; at += 1) digest = (digest * 31 + item.type.charCodeAt(at)) | 0;
    }
    if (JSON.stringify([...seen.values()]).length + digest === 0) throw new Error('Nothing was done.');
    this.taken.push(performance.now() - began);
  }
}
