import { closest } from '@firn/snowpark/internal';

const PREFIX = 'FIRN_';
/** Of the apps: the settings of several of them may stand in one environment. */
const PREFIXES = ['FIRN_API_', 'FIRN_WORKER_', 'FIRN_TRACKER_', 'FIRN_LOCAL_'];
/** A variable of somebody's own, such as FIRN_URL, differs by more characters from any setting. */
const MISSPELT = 2;

/**
 * A line for each variable that is meant as a setting of this app and is none: a misspelt one would leave its default in force without a
 * word.
 *
 * @param own beginnings of names that only settings of this app have
 */
export function unknownSettings(
  given: Readonly<Record<string, unknown>>,
  known: readonly string[],
  own: readonly string[],
): readonly string[] {
  return Object.keys(given).flatMap((name) => {
    if (!name.startsWith(PREFIX) || known.includes(name)) return [];
    const near = nearest(name, known);
    const isOwn = own.some((prefix) => name.startsWith(prefix));
    if (!isOwn && (near === undefined || PREFIXES.some((prefix) => name.startsWith(prefix)))) return [];
    const hint = near === undefined ? '' : ` Did you mean ${near}?`;
    return [`${name} is not a setting.${hint} There are ${known.join(', ')}.`];
  });
}

function nearest(name: string, known: readonly string[]): string | undefined {
  const word = name.slice(PREFIX.length);
  const near = closest(
    word,
    known.map((each) => each.slice(PREFIX.length)),
  );
  if (near === undefined || Math.abs(near.length - word.length) > MISSPELT) return undefined;
  return `${PREFIX}${near}`;
}
