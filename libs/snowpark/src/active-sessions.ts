import { UsageError } from './errors.js';

/** The sessions of this process that are open. One that nobody holds any more is forgotten, though it was never closed. */
export class ActiveSessions<T extends object> {
  readonly #open = new Set<WeakRef<T>>();
  readonly #references = new WeakMap<T, WeakRef<T>>();
  readonly #forgotten = new FinalizationRegistry<WeakRef<T>>((reference) => this.#open.delete(reference));

  add(session: T): void {
    const reference = new WeakRef(session);
    this.#open.add(reference);
    this.#references.set(session, reference);
    this.#forgotten.register(session, reference);
  }

  remove(session: T): void {
    const reference = this.#references.get(session);
    if (reference !== undefined) this.#open.delete(reference);
  }

  /** The only one; null where there is none. @throws UsageError where there are several */
  only(hasEnded: (session: T) => boolean): T | null {
    const open = [...this.#open].map((reference) => reference.deref()).filter((each) => each !== undefined);
    const [one = null, ...others] = open.filter((each) => !hasEnded(each));
    if (others.length === 0) return one;
    throw new UsageError(
      'invalid_argument',
      `There are ${others.length + 1} open sessions: hand the right one to what needs it, or make one with create().`,
    );
  }
}
