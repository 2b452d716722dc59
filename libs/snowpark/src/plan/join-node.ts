import { COLUMN_ONLY, isColumn } from '../arguments/columns.js';
import { NAME } from '../arguments/names.js';
import { options, type ReadersOf } from '../arguments/options.js';
import { at, type Reader, wrong } from '../arguments/reader.js';
import { FLAG, listOf } from '../arguments/scalars.js';
import { FULL_TEXT } from '../arguments/text.js';
import { UsageError } from '../errors.js';
import type { AnyColumn } from '../shape/shape.js';
import type { Expr, Join, Plan } from './plan.js';
import { JOIN_KINDS, type JoinKind } from './words.js';

export interface JoinOptions {
  /** Default `inner`. */
  readonly how?: JoinKind;
  /** Appended to the columns of the left side that the right side has as well. */
  readonly leftSuffix?: string;
  readonly rightSuffix?: string;
  /** Of an asof join, and needed there: which rows of the right side come before, such as `left.col('at').geq(right.col('at'))`. */
  readonly matchCondition?: AnyColumn;
  /** Joins the sides in the order that they are written in. */
  readonly directed?: boolean;
}

/** Other words for the same joins, as Snowpark and Spark know them. */
const ALIASES: Readonly<Record<string, JoinKind>> = {
  outer: 'full',
  fullouter: 'full',
  leftouter: 'left',
  rightouter: 'right',
  leftsemi: 'semi',
  leftanti: 'anti',
};

/** A join kind, by any of its words. */
export const KIND_OF_JOIN: Reader<JoinKind, JoinKind> = {
  allowed: `a kind of join (${JOIN_KINDS.join(', ')})`,
  read(given, place) {
    if (typeof given !== 'string') throw wrong(place, this.allowed, given);
    return at(place, () => kindOf(given));
  },
};

const SUFFIX_READERS = { leftSuffix: FULL_TEXT, rightSuffix: FULL_TEXT };

export const SUFFIXES = options(SUFFIX_READERS satisfies ReadersOf<Pick<JoinOptions, 'leftSuffix' | 'rightSuffix'>>);
const KIND_AND_SUFFIXES = options({
  how: KIND_OF_JOIN,
  matchCondition: COLUMN_ONLY,
  directed: FLAG,
  ...SUFFIX_READERS,
} satisfies ReadersOf<JoinOptions>);

export const JOIN_OPTIONS: Reader<ReadJoinOptions, JoinKind | JoinOptions> = {
  allowed: `a kind of join (${JOIN_KINDS.join(', ')}), or options`,
  read: (given, place) =>
    typeof given === 'string' ? { how: KIND_OF_JOIN.read(given, place) } : KIND_AND_SUFFIXES.read(given, place),
};

/** Options that were read. */
export interface ReadJoinOptions extends Omit<JoinOptions, 'matchCondition'> {
  readonly matchCondition?: Expr;
}

/** What says which rows belong together. */
type JoinedBy = Pick<Join, 'on' | 'using'>;

const NAMES = listOf(NAME, 1);

export const JOINED_BY: Reader<JoinedBy, AnyColumn | string | readonly string[]> = {
  allowed: 'a Column as the condition, or names that both sides have',
  read(given, place) {
    if (isColumn(given)) return { on: given.expr };
    if (typeof given === 'string') return { using: [NAME.read(given, place)] };
    if (Array.isArray(given)) return { using: NAMES.read(given, place) };
    throw wrong(place, this.allowed, given);
  },
};

/** A join of arguments that were read. */
export function joinNode(left: Plan, right: Plan, by: JoinedBy, options: ReadJoinOptions): Join {
  const { how = 'inner', leftSuffix, rightSuffix, matchCondition, directed } = options;
  if ((how === 'asof') !== (matchCondition !== undefined)) {
    throw new UsageError(
      'invalid_argument',
      'matchCondition belongs to an asof join, which needs one: it says which rows of the right side come before.',
    );
  }
  if (how === 'cross' && (by.on ?? by.using) !== undefined)
    throw new UsageError('invalid_argument', 'A cross join has neither a condition nor names.');
  if (leftSuffix !== undefined && leftSuffix === rightSuffix) {
    throw new UsageError(
      'invalid_argument',
      `Both suffixes are '${leftSuffix}': columns that both sides have would still clash.`,
    );
  }
  return {
    kind: 'join',
    how,
    left,
    right,
    ...by,
    ...(leftSuffix !== undefined && { leftSuffix }),
    ...(rightSuffix !== undefined && { rightSuffix }),
    ...(matchCondition !== undefined && { match: matchCondition }),
    ...(directed === true && { directed }),
  };
}

function kindOf(word: string): JoinKind {
  const plain = word.toLowerCase().replaceAll('_', '');
  const kind =
    JOIN_KINDS.find((each) => each === plain) ?? (Object.hasOwn(ALIASES, plain) ? ALIASES[plain] : undefined);
  if (kind === undefined)
    throw new UsageError('unknown_join_kind', `No join ${word}. There are ${JOIN_KINDS.join(', ')}.`);
  return kind;
}
