/** An answer that streams: for `for await` as it is, and for `await` to its iterator. */
export type Streamed<T> = Promise<AsyncIterableIterator<T>> & AsyncIterable<T>;

/** What `result()` gives for an answer of type T: one that streams needs no `await` before `for await`. */
export type Answer<T> = [T] extends [AsyncIterableIterator<infer Item>] ? Streamed<Item> : Promise<T>;

/** Makes the promise of what can be iterated iterable itself. Leaving the loop ends the iteration. */
export const streamed = <P extends Promise<unknown>>(promise: P): P & AsyncIterable<unknown> =>
  Object.assign(promise, {
    async *[Symbol.asyncIterator]() {
      yield* (await promise) as AsyncIterable<unknown>;
    },
  });
