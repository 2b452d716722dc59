import type { ResultColumn } from '@firn/snowpark';

/** How long another session may change a table without being noticed by a frame that was described before. */
const KEPT_MS = 60_000;

interface Described {
  readonly columns: Promise<readonly ResultColumn[]>;
  readonly at: number;
}

/**
 * The columns of a session's sources, kept with the frame that they belong to: an action that is repeated asks for them once. A frame
 * that is made anew asks anew, and so does every frame after a statement of this session that may have changed a table.
 */
export class DescribedSources {
  #kept = new WeakMap<object, Described>();

  of(source: object, describe: () => Promise<readonly ResultColumn[]>): Promise<readonly ResultColumn[]> {
    const known = this.#kept.get(source);
    if (known !== undefined && performance.now() - known.at < KEPT_MS) return known.columns;
    const columns = describe();
    this.#kept.set(source, { columns, at: performance.now() });
    const kept = this.#kept;
    columns.catch(() => kept.delete(source)); // the next action asks again
    return columns;
  }

  forget(): void {
    this.#kept = new WeakMap();
  }
}
