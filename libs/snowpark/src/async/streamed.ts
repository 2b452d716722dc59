/** An answer that streams: for `for await` as it is, and for `await` to its iterator. */
export type Streamed<T> = Promise<AsyncIterableIterator<T>> & AsyncIterable<T>;

/** What `result()` gives for an answer of type T: one that streams needs no `await` before `for await`. */
export type Answer<T> = T extends AsyncIterableIterator<infer Item> ? Streamed<Item> : Promise<T>;

/** Makes the promise of an iterator iterable itself. Leaving the loop ends the iterator. */
export const streamed = <T>(iterator: Promise<unknown>): Streamed<T> =>
  Object.assign(iterator as Promise<AsyncIterableIterator<T>>, {
    async *[Symbol.asyncIterator]() {
      yield* (await iterator) as AsyncIterableIterator<T>;
    },
  });
