import { unsupported } from '../../errors.js';

/** One piece of a number format around its digits. */
export type Piece =
  /** Where the digits stand, with their sign unless another piece writes it. */
  | { readonly kind: 'number' }
  /** S writes `+` or `-`, MI `-` or a blank. */
  | { readonly kind: 'sign'; readonly plus: '+' | ' ' }
  | { readonly kind: 'percent' }
  | { readonly kind: 'literal'; readonly text: string };

/** A place for a digit, or the comma between two groups. */
export type Place = '0' | '9' | 'X' | ',';

/** A format model of TO_CHAR and TO_NUMBER. */
export interface NumberFormat {
  readonly pieces: readonly Piece[];
  /** Places before the point, in order; all hexadecimal where one of them is. */
  readonly whole: readonly Place[];
  /** Places after the point, in order; empty without a point. */
  readonly fraction: readonly ('0' | '9')[];
  readonly point: boolean;
  /** The `E…` element as it was written, in its case; empty without one. */
  readonly exponent: string;
  readonly dollar: boolean;
  /** B: no zero before the point. */
  readonly blankZero: boolean;
  /** FM: no blanks on the left, no zeros on the right that a 9 stands for. */
  readonly compact: boolean;
  /** TM, TM9, TME: the fewest digits; absent in a format of places. */
  readonly minimal?: 'shorter' | 'positional' | 'scientific';
  /** `tme` and `x` write small letters. */
  readonly lower: boolean;
  /** TM9(digits,group): at most so many digits after the point, the others in groups. */
  readonly digits?: number;
  readonly group?: number;
}

type Draft = { -readonly [Key in keyof NumberFormat]: NumberFormat[Key] } & {
  pieces: Piece[];
  whole: Place[];
  fraction: ('0' | '9')[];
};

type Take = (draft: Draft, match: RegExpExecArray) => void;

/** In order; the first that fits is taken. `.` and `,` count only behind a digit and are literals elsewhere. */
const ELEMENTS: readonly (readonly [pattern: RegExp, take: Take])[] = [
  [/"((?:[^"]|"")*)"/iy, (draft, match) => literal(draft, (match[1] ?? '').replaceAll('""', '"'))],
  [/_|FX/iy, () => undefined],
  [
    /FM/iy,
    (draft) => {
      draft.compact = !draft.compact;
    },
  ],
  [
    /TM9(?:\((\d+|ALL),(\d+)\))?|TME|TM/iy,
    (draft, match) => {
      const name = match[0].slice(0, 3).toUpperCase();
      draft.minimal = name === 'TM9' ? 'positional' : name === 'TME' ? 'scientific' : 'shorter';
      draft.lower = match[0].startsWith('t');
      if (match[1] !== undefined && match[1].toUpperCase() !== 'ALL') draft.digits = Number(match[1]);
      if (match[2] !== undefined) draft.group = Number(match[2]);
      number(draft);
    },
  ],
  [/MI/iy, (draft) => draft.pieces.push({ kind: 'sign', plus: ' ' })],
  [/S/iy, (draft) => draft.pieces.push({ kind: 'sign', plus: '+' })],
  [/%/iy, (draft) => draft.pieces.push({ kind: 'percent' })],
  [
    /\$/iy,
    (draft) => {
      draft.dollar = true;
    },
  ],
  [
    /B/iy,
    (draft) => {
      draft.blankZero = true;
    },
  ],
  [
    /E{2,7}/iy,
    (draft, match) => {
      draft.exponent = match[0];
    },
  ],
  [/[09]/iy, (draft, match) => place(draft, match[0] === '0' ? '0' : '9')],
  [
    /X/iy,
    (draft, match) => {
      draft.lower = match[0] === 'x';
      place(draft, 'X');
    },
  ],
  [
    /[.D]/iy,
    (draft, match) => {
      if (match[0] === '.' && draft.whole.length === 0) literal(draft, '.');
      else draft.point = true;
      if (draft.point) number(draft);
    },
  ],
  [
    /[,G]/iy,
    (draft, match) => {
      if (draft.whole.length > 0 && !draft.point) draft.whole.push(',');
      else literal(draft, match[0] === ',' ? ',' : '');
    },
  ],
  [/[;:=/()-]/iy, (draft, match) => literal(draft, match[0])],
];

const literal = (draft: Draft, text: string): void => {
  draft.pieces.push({ kind: 'literal', text });
};

function number(draft: Draft): void {
  if (draft.pieces.every((piece) => piece.kind !== 'number')) draft.pieces.push({ kind: 'number' });
}

function place(draft: Draft, kind: Exclude<Place, ','>): void {
  number(draft);
  if (draft.point) draft.fraction.push(kind === 'X' ? '9' : kind);
  else draft.whole.push(kind);
}

const known = new Map<string, NumberFormat>();

/** @throws SqlError naming the first element that there is not, or a format without a number. */
export function parseNumberFormat(format: string): NumberFormat {
  const before = known.get(format);
  if (before !== undefined) return before;
  const draft: Draft = {
    pieces: [],
    whole: [],
    fraction: [],
    point: false,
    exponent: '',
    dollar: false,
    blankZero: false,
    compact: false,
    lower: false,
  };
  let at = 0;
  while (at < format.length) {
    const [match, take] = elementAt(format, at);
    take(draft, match);
    at += match[0].length;
  }
  if (draft.pieces.every((piece) => piece.kind !== 'number')) throw refused(format, format);
  if (known.size < 1_000) known.set(format, draft);
  return draft;
}

function elementAt(format: string, at: number): readonly [RegExpExecArray, Take] {
  for (const [pattern, take] of ELEMENTS) {
    pattern.lastIndex = at;
    const match = pattern.exec(format);
    if (match !== null) return [match, take];
  }
  throw refused(format.slice(at), format);
}

const refused = (element: string, format: string) =>
  unsupported(`element '${element}' of the number format '${format}'`);

/** The alternatives of a format that texts are read by: `MI999|999MI`. */
export const alternatives = (format: string): readonly string[] => format.match(/(?:"[^"]*"|[^|"])+/g) ?? [format];

export const isHexadecimal = (model: NumberFormat): boolean => model.whole.includes('X');
export const placesOf = (model: NumberFormat): number => model.whole.filter((item) => item !== ',').length;
