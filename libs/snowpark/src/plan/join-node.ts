import { UsageError } from '../errors.js';
import type { AnyColumn } from '../shape/shape.js';
import { realName } from '../sql/identifier.js';
import type { Join, Plan } from './plan.js';
import { JOIN_KINDS, type JoinKind } from './words.js';

export interface JoinOptions {
  /** Default `inner`. */
  readonly how?: JoinKind;
  /** Appended to the columns of the left side that the right side has as well. */
  readonly leftSuffix?: string;
  readonly rightSuffix?: string;
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

/** A join, its arguments checked. */
export function joinNode(
  left: Plan,
  right: Plan,
  on: AnyColumn | string | readonly string[] | undefined,
  given?: JoinKind | JoinOptions,
): Join {
  const options: JoinOptions = typeof given === 'string' ? { how: given } : (given ?? {});
  const how = kindOf(options.how ?? 'inner');
  if (how === 'cross' && on !== undefined)
    throw new UsageError('invalid_argument', 'A cross join has neither a condition nor names.');
  const { leftSuffix, rightSuffix } = options;
  if (leftSuffix === '' || rightSuffix === '')
    throw new UsageError('invalid_argument', 'A suffix is not empty: leave it out instead.');
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
    ...match(on),
    ...(leftSuffix !== undefined && { leftSuffix }),
    ...(rightSuffix !== undefined && { rightSuffix }),
  };
}

function match(on: AnyColumn | string | readonly string[] | undefined): Pick<Join, 'on' | 'using'> {
  if (on === undefined) return {};
  if (typeof on === 'string') return { using: [realName(on)] };
  if ('expr' in on) return { on: on.expr };
  if (on.length === 0) throw new UsageError('invalid_argument', 'A join by names needs at least one name.');
  return { using: on.map(realName) };
}

function kindOf(word: string): JoinKind {
  const plain = word.toLowerCase().replaceAll('_', '');
  const kind =
    JOIN_KINDS.find((each) => each === plain) ?? (Object.hasOwn(ALIASES, plain) ? ALIASES[plain] : undefined);
  if (kind === undefined)
    throw new UsageError('unknown_join_kind', `No join ${word}. There are ${JOIN_KINDS.join(', ')}.`);
  return kind;
}
