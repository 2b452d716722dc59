import { UsageError } from '../errors.js';
import { closest } from './closest.js';
import { membersOf } from './members.js';
import { type Place, placeText, type Reader, wrong } from './reader.js';
import { isPlain, shown } from './shown.js';

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** Names that the schema does not have. */
  readonly keys?: readonly string[];
}

/** A schema, as far as it is needed here. */
interface Schema<T> {
  safeParse(
    given: unknown,
  ):
    | { readonly success: true; readonly data: T }
    | { readonly success: false; readonly error: { readonly issues: readonly Issue[] } };
}

/** An object that is described by a schema. `known` are its members, for a name that is misspelt. */
export function parsedBy<T>(allowed: string, schema: Schema<T>, known: readonly string[]): Reader<T> {
  return {
    allowed,
    read(given, place) {
      if (!isPlain(given)) throw wrong(place, allowed, given);
      const parsed = schema.safeParse(Object.fromEntries(membersOf(given, place)));
      if (parsed.success) return parsed.data;
      throw new UsageError('invalid_argument', messageOf(parsed.error.issues, given, place, known));
    },
  };
}

function messageOf(issues: readonly Issue[], given: unknown, place: Place, known: readonly string[]): string {
  const said = issues.map(({ path, message, keys = [] }) => {
    const where = path.map(String).join('.');
    const near =
      path.length === 0 ? keys.map((key) => closest(key, known)).find((key) => key !== undefined) : undefined;
    const found = keys.length > 0 || path.length === 0 ? '' : `, found ${shown(memberAt(given, path))}`;
    return `${where === '' ? '' : `${where}: `}${message}${found}.${near === undefined ? '' : ` Did you mean ${near}?`}`;
  });
  return `${placeText(place)}: ${said.join(' ')}`;
}

const memberAt = (given: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined), given);
