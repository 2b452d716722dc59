import { type Column, col, type DataFrame, type Session, type Untyped } from '@firn/snowpark';

export type Frame = DataFrame<Untyped>;
/** A column of which the compiler knows nothing: plans are made as they come. */
export type Value = Column<Untyped[string], string, string>;

/** A column by its real name: `A`, `b`, `c d`. Its values are whole numbers, texts, or VARIANTs of texts. */
export interface Known {
  readonly name: string;
  readonly type: 'number' | 'text' | 'variant';
}

/** A frame under construction, with what the next step must know. There are always two columns, and a text among them. */
export interface Shape {
  readonly frame: Frame;
  readonly columns: readonly Known[];
  /** Its rows are in an order that tells any two different rows apart, so that a limit chooses the same ones every time. */
  readonly ordered: boolean;
  /** It has no more rows than this. */
  readonly rows: number;
}

export interface Tables {
  readonly session: Session;
  /** A name that no column of the plan has yet. */
  fresh(): string;
}

export const quoted = (name: string): string => `"${name}"`;
export const free = (name: string): Value => col(quoted(name));

export const textsOf = ({ columns }: Shape): readonly Known[] => columns.filter(({ type }) => type === 'text');
export const numbersOf = ({ columns }: Shape): readonly Known[] => columns.filter(({ type }) => type === 'number');

/** Its rows in no order that a limit could go by. */
export const unordered = (shape: Shape, frame: Frame): Shape => ({ ...shape, frame, ordered: false });

export const FIRST: readonly Known[] = [
  { name: 'A', type: 'number' },
  { name: 'b', type: 'number' },
  { name: 'c d', type: 'text' },
  { name: 'E', type: 'text' },
];
const SECOND: readonly Known[] = [
  { name: 'A', type: 'number' },
  { name: 'b', type: 'number' },
  { name: 'c d', type: 'text' },
];

/** NULLs, rows that are there twice, lower-case and quoted names. */
export const TABLES = [
  `create or replace table "first" as select $1::number as a, $2::number as "b", $3::varchar as "c d", $4::varchar as e from values
   (1, 4, 'x', 'p q'), (1, 4, 'x', 'p q'), (2, null, 'y', 'q'), (null, 5, 'x', null), (3, 5, null, 'r s'),
   (4, 0, 'z', 'p'), (4, 7, 'y', 'q p'), (5, -2, 'x', 'r'), (null, null, 'z', 'q'), (5, -2, 'x', 'r')`,
  `create or replace table second as select $1::number as a, $2::number as "b", $3::varchar as "c d" from values
   (1, 9, 'x'), (2, null, 'y'), (4, 1, 'x'), (4, 1, 'x'), (null, 6, null)`,
];

export const first = ({ session }: Tables): Shape => ({
  frame: session.table('"first"') as Frame,
  columns: FIRST,
  ordered: false,
  rows: 10,
});
export const second = ({ session }: Tables): Shape => ({
  frame: session.table('second') as Frame,
  columns: SECOND,
  ordered: false,
  rows: 5,
});
