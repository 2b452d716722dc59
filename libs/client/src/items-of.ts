import { type Place, withinLimit, wrongArgument } from '@firn/snowpark/internal';

/**
 * The items of a caller's list or iterable, which may take as long as it wants for one of them.
 *
 * @throws the signal's reason, also while an item is being made, and UsageError for what gives no items
 */
export async function* itemsOf<T>(
  items: Iterable<T> | AsyncIterable<T>,
  place: Place,
  signal?: AbortSignal,
): AsyncGenerator<T> {
  const iterator: Iterator<T> | AsyncIterator<T> =
    Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  if (typeof iterator?.next !== 'function') throw wrongArgument(place, 'an iterable, whose iterator has next()', items);
  let isOver = false;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const next = iterator.next();
      const step = next instanceof Promise ? await withinLimit(next, signal) : await next;
      isOver = step.done === true;
      if (step.done === true) return;
      yield step.value;
    }
  } catch (error) {
    isOver ||= signal?.aborted !== true; // it threw by itself
    throw error;
  } finally {
    if (!isOver) void leave(iterator);
  }
}

/** Not waited for: one that is making an item hears of it only then. */
async function leave(iterator: Iterator<unknown> | AsyncIterator<unknown>): Promise<void> {
  try {
    await iterator.return?.();
  } catch {
    // Its caller has been told already why nothing more is taken.
  }
}
