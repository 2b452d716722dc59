/** Characters that may differ for a word to be meant by another one. */
const nearEnough = (word: string): number => Math.max(1, Math.floor(word.length / 3));

const plain = (word: string): string => word.toLowerCase().replace(/[^a-z0-9]/g, '');

/** The known word that was probably meant; undefined if none is near. Case, `_` and `-` do not count. */
export function closest(given: string, known: readonly string[]): string | undefined {
  const wanted = plain(given);
  if (wanted.length > 64) return undefined;
  let best: string | undefined;
  let least = nearEnough(wanted) + 1;
  for (const word of known) {
    const distance = editDistance(wanted, plain(word));
    if (distance < least) [best, least] = [word, distance];
  }
  return best ?? (wanted.length > 2 ? known.find((word) => isAbbreviation(wanted, plain(word))) : undefined);
}

/** `rsuffix` for `rightSuffix`: all its letters, in order, beginning with the first. */
function isAbbreviation(short: string, long: string): boolean {
  if (short[0] !== long[0]) return false;
  let at = 0;
  for (const letter of long) if (letter === short[at]) at += 1;
  return at === short.length;
}

/** Insertions, deletions, changes and swaps of neighbours that lead from one word to the other. */
function editDistance(from: string, to: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let at = 1; at <= to.length; at += 1) {
      const same = from[row - 1] === to[at - 1];
      const swapped = row > 1 && at > 1 && from[row - 1] === to[at - 2] && from[row - 2] === to[at - 1];
      current.push(
        Math.min(
          (last[at] ?? 0) + 1,
          (current[at - 1] ?? 0) + 1,
          (last[at - 1] ?? 0) + (same ? 0 : 1),
          ...(swapped ? [(beforeLast[at - 2] ?? 0) + 1] : []),
        ),
      );
    }
    [beforeLast, last] = [last, current];
  }
  return last[to.length] ?? 0;
}
