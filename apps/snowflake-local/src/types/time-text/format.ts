/** One element of a date, time or timestamp format. */
export type Element =
  | { readonly kind: FieldKind }
  /** `digits` 0 to 9; absent in FF alone: nine when written, any number when read. */
  | { readonly kind: 'fraction'; readonly digits?: number }
  | { readonly kind: 'literal'; readonly text: string };

export type FieldKind =
  | 'year4'
  | 'year2'
  | 'year_short'
  | 'month'
  | 'month_bare'
  | 'month_short'
  | 'month_name'
  | 'day'
  | 'day_bare'
  | 'day_short'
  | 'hour24'
  | 'hour24_bare'
  | 'hour12'
  | 'hour12_bare'
  | 'meridiem'
  | 'meridiem_letter'
  | 'minute'
  | 'minute_bare'
  | 'second'
  | 'second_bare'
  | 'offset_hour'
  | 'offset_minute';

/** Longest first where one begins like another. `bare` ones are written without a zero in front. */
const FIELDS: readonly (readonly [string, FieldKind])[] = [
  ['YYYY', 'year4'],
  ['UUUU', 'year4'],
  ['YY', 'year2'],
  ['MMMM', 'month_name'],
  ['MON', 'month_short'],
  ['MM', 'month'],
  ['MO', 'month_bare'],
  ['MI', 'minute'],
  ['ME', 'minute_bare'],
  ['DD', 'day'],
  ['DY', 'day_short'],
  ['HH24', 'hour24'],
  ['HH12', 'hour12'],
  ['HH', 'hour24'],
  ['H24', 'hour24_bare'],
  ['H12', 'hour12_bare'],
  ['AM', 'meridiem'],
  ['PM', 'meridiem'],
  ['SS', 'second'],
  ['TZH', 'offset_hour'],
  ['TZM', 'offset_minute'],
];

/** These count only in a run of letters that is made of elements alone: the `h` and the `s` of `hours` are none. */
const LETTERS: readonly (readonly [string, FieldKind])[] = [
  ['Y', 'year_short'],
  ['D', 'day_bare'],
  ['H', 'hour24_bare'],
  ['S', 'second_bare'],
  ['P', 'meridiem_letter'],
];

const known = new Map<string, readonly Element[]>();

/** Snowflake's elements in any case; text in double quotes and anything that is no element stands for itself. */
export function parseFormat(format: string): readonly Element[] {
  const before = known.get(format);
  if (before !== undefined) return before;
  const elements = (format.match(PARTS) ?? []).flatMap(elementsOf);
  if (known.size < 1_000) known.set(format, elements);
  return elements;
}

/** Whether a format has elements of a date, and of a clock. */
export function holdsOf(format: string): { readonly date: boolean; readonly clock: boolean } {
  const kinds = parseFormat(format).map((element) => element.kind);
  const isOfDate = (kind: Element['kind']) => /^(?:year|month|day)/.test(kind);
  return { date: kinds.some(isOfDate), clock: kinds.some((kind) => kind !== 'literal' && !isOfDate(kind)) };
}

const PARTS = /"[^"]*"|[A-Za-z][A-Za-z0-9]*|[^A-Za-z"]|"/gu;

function elementsOf(part: string): readonly Element[] {
  if (/^"[^"]*"$/.test(part)) return [{ kind: 'literal', text: part.slice(1, -1) }];
  if (!/^[A-Za-z]/.test(part)) return [{ kind: 'literal', text: part }];
  const pure = run(part, [...FIELDS, ...LETTERS]);
  return pure.every((element) => element.kind !== 'literal') ? pure : run(part, FIELDS);
}

/** The elements of a run of letters and digits, taken from the left; what is none of `fields` is a literal. */
function run(letters: string, fields: typeof FIELDS): readonly Element[] {
  const elements: Element[] = [];
  let at = 0;
  while (at < letters.length) {
    const rest = letters.slice(at).toUpperCase();
    const field = fields.find(([word]) => rest.startsWith(word));
    const fraction = /^FF(\d?)/.exec(rest);
    if (fraction !== null) {
      elements.push(fraction[1] === '' ? { kind: 'fraction' } : { kind: 'fraction', digits: Number(fraction[1]) });
      at += fraction[0].length;
    } else if (field !== undefined) {
      elements.push({ kind: field[1] });
      at += field[0].length;
    } else {
      elements.push({ kind: 'literal', text: letters.charAt(at) });
      at += 1;
    }
  }
  return elements;
}
