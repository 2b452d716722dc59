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

/** What is to be written instead of names that other libraries have for the same thing. */
export type Meant = Readonly<Record<string, string>>;

/** An object that is described by a schema. `known` are its members, for a name that is misspelt; `meant` what others call them. */
export function parsedBy<T>(
  allowed: string,
  schema: Schema<T>,
  known: readonly string[],
  meant: Meant = {},
): Reader<T> {
  return {
    allowed,
    read(given, place) {
      if (!isPlain(given)) throw wrong(place, allowed, given);
      const parsed = schema.safeParse(Object.fromEntries(membersOf(given, place)));
      if (parsed.success) return parsed.data;
      throw new UsageError('invalid_argument', messageOf(parsed.error.issues, given, place, known, meant));
    },
  };
}

function messageOf(
  issues: readonly Issue[],
  given: unknown,
  place: Place,
  known: readonly string[],
  meant: Meant,
): string {
  const said = issues.map(({ path, message, keys = [] }) => {
    const where = path.map(String).join('.');
    if (keys.length > 0) {
      const inside = where === '' ? '' : ` in ${where}`;
      const hints = path.length === 0 ? keys.map((key) => hintFor(key, known, meant)).join('') : '';
      return `There is no ${keys.join(', ')}${inside}.${hints}`;
    }
    const member = memberAt(given, path);
    if (path.length > 0 && member === undefined) return `${where}: ${MISSING}`;
    const isTold = path.length > 0 && !path.some((key) => SECRET.has(String(key)));
    const found = isTold ? `, found ${shown(member)}` : '';
    return `${where === '' ? '' : `${where}: `}${message.replace(/^Invalid input: /, '')}${found}.`;
  });
  return `${placeText(place)}: ${said.join(' ')}`;
}

/** What never stands in an error, whatever is wrong with it. */
const SECRET: ReadonlySet<string> = new Set(['auth', 'password', 'privateKey', 'passphrase', 'apiKey']);

/** As where a variable of the environment is not set. */
const MISSING = 'it is missing or undefined. Look where it is read from.';

function hintFor(key: string, known: readonly string[], meant: Meant): string {
  if (Object.hasOwn(meant, key)) return ` Write ${meant[key]}.`;
  const near = closest(key, known);
  return near === undefined ? '' : ` Did you mean ${near}?`;
}

const memberAt = (given: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined), given);
