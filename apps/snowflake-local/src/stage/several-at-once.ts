/** Files that are looked at or read at the same time. Each holds a thread of libuv's pool, some of which DuckDB's calls need too. */
const AT_ONCE = 8;

/** The results of `work` for each of `items`, in their order; a few at a time, however many there are. */
export async function severalAtOnce<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const at = next;
      next += 1;
      results[at] = await work(items[at] as T);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  return results;
}
