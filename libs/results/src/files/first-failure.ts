/** Trouble with one file or folder of many: the others are seen to first, then it is told. */
export class FirstFailure {
  #failure: { readonly error: unknown } | null = null;
  #count = 0;

  /** Gives null where the work failed. */
  async past<T>(work: Promise<T>): Promise<T | null> {
    try {
      return await work;
    } catch (error) {
      this.#count += 1;
      this.#failure ??= { error };
      return null;
    }
  }

  /** @throws the first failure, where there was one, with how many there were */
  tell(what: string): void {
    if (this.#failure === null) return;
    const { error } = this.#failure;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${what}: ${this.#count} could not be seen to, the first because of ${reason}`, { cause: error });
  }
}
