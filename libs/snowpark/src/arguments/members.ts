import { UsageError } from '../errors.js';
import { type Place, placeText } from './reader.js';

/**
 * The members of an object of the caller's, by name.
 *
 * @throws UsageError for one that a symbol names: it would be passed over in silence.
 */
export function membersOf<T>(given: Readonly<Record<string, T>>, place?: Place): readonly (readonly [string, T])[] {
  const [symbol] = Object.getOwnPropertySymbols(given);
  if (symbol === undefined) return Object.entries(given);
  const where = place === undefined ? '' : `${placeText(place)}: `;
  throw new UsageError('invalid_argument', `${where}a name is a text, found ${String(symbol)}.`);
}
