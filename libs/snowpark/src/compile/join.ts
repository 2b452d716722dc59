import { UsageError } from '../errors.js';
import { refuseTwice } from '../plan/check-names.js';
import type { Expr, Join } from '../plan/plan.js';
import type { JoinKind } from '../plan/words.js';
import { factsOf } from '../resolve/facts.js';
import type { Frames } from '../resolve/frames.js';
import { resolveExpr } from '../resolve/resolve.js';
import { type FrameKey, type Scope, unknownColumn } from '../resolve/scope.js';
import { expression } from '../sql/expression.js';
import { EMPTY, type Fragment, list, sql, text } from '../sql/fragment.js';
import { quotedName, realName, shownName } from '../sql/identifier.js';
import type { Build } from './build.js';
import { Items } from './items.js';
import { level, outputOf } from './level.js';
import { project, sameItems } from './project.js';
import { NO_CLASHES, NO_KEYS, type Relation } from './relation.js';
import { operand } from './write.js';

/** A relation beside another one, its clashing columns renamed, with what the frames in it call them. */
interface Side {
  readonly relation: Relation;
  readonly columns: readonly string[];
  /** From the names before to the names after; only what changed. */
  readonly renamed: ReadonlyMap<string, string>;
}

const WORDS: Readonly<Record<Exclude<JoinKind, 'semi' | 'anti'>, string>> = {
  inner: 'INNER JOIN',
  left: 'LEFT OUTER JOIN',
  right: 'RIGHT OUTER JOIN',
  full: 'FULL OUTER JOIN',
  cross: 'CROSS JOIN',
  asof: 'ASOF JOIN',
};

export function join(node: Join, leftInput: Relation, rightInput: Relation, build: Build): Relation {
  const names = { left: namesOf(leftInput, 'left'), right: namesOf(rightInput, 'right') };
  const [inLeft, inRight] = [new Set(names.left), new Set(names.right)];
  const using = new Set(node.natural ? names.left.filter((name) => inRight.has(name)) : node.using);
  for (const name of using) {
    if (!inLeft.has(name)) throw unknownColumn(name, names.left);
    if (!inRight.has(name)) throw unknownColumn(name, names.right);
  }
  const partial = node.how === 'semi' || node.how === 'anti';
  const shared = names.left.filter((name) => inRight.has(name) && (partial || !using.has(name)));
  const rename = renames(node, shared, [...names.left, ...names.right], partial, build);
  const left = side(leftInput, names.left, rename.left, build);
  const right = side(rightInput, names.right, rename.right, build);
  const frames = sideFrames(leftInput, rightInput, left, right);
  const clashes: Scope['clashes'] = new Map(
    shared.map((name) => [name, [left.renamed.get(name) ?? name, right.renamed.get(name) ?? name]]),
  );
  const columns = [...left.columns, ...right.columns.filter((name) => partial || !using.has(name))];
  const scope: Scope = {
    columns: Items.named(columns),
    frames,
    clashes: partial ? NO_CLASHES : clashes,
  };
  refuseTwice(columns, 'With the suffixes of the join', 'Choose another suffix, or rename the column before the join.');
  const resolved = [node.on, node.match].flatMap((expr) => (expr === undefined ? [] : [resolveExpr(expr, scope)]));
  const read = readBy(resolved, using);
  const on = node.on === undefined ? null : expression(resolveExpr(node.on, scope), build.query);
  if (partial) {
    const condition = on ?? usingCondition(using, right);
    const inner = named(operand(right.relation.level, build, shownBy(read, right)), 'FIRN_RIGHT');
    const outer = named(operand(left.relation.level, build), 'FIRN_LEFT');
    const body = sql`SELECT * FROM ${outer} WHERE ${text(node.how === 'anti' ? 'NOT ' : '')}EXISTS (SELECT 1 FROM ${inner} WHERE ${condition})`;
    return {
      level: level({ kind: 'query', sql: body }, left.columns),
      frames: leftInput.frames,
      clashes: leftInput.clashes,
      top: NO_KEYS,
    };
  }
  const match =
    node.match === undefined
      ? EMPTY
      : sql` MATCH_CONDITION (${expression(resolveExpr(node.match, scope), build.query)})`;
  const condition = node.lateral ? EMPTY : conditionSql(node, on, using);
  const word = joinWord(node, using.size > 0);
  const write = (one: Fragment, other: Fragment): Fragment => {
    const inner = node.lateral
      ? sql`LATERAL (SELECT * FROM ${other}${on === null ? EMPTY : sql` WHERE ${on}`})`
      : other;
    return sql`${named(one, 'FIRN_LEFT')} ${text(word)} ${named(inner, 'FIRN_RIGHT')}${match}${condition}`;
  };
  const from = {
    kind: 'joined' as const,
    left: left.relation.level,
    right: right.relation.level,
    read: node.lateral ? null : read,
    write,
  };
  return {
    level: level(from, joinedColumns(left, right, using)),
    frames,
    clashes,
    top: NO_KEYS,
  };
}

function joinWord(node: Join, named: boolean): string {
  if (node.how === 'semi' || node.how === 'anti') throw new Error('A semi or anti join is no JOIN in SQL.');
  const conditioned = node.on !== undefined || named || node.lateral;
  const word = node.how === 'inner' && !conditioned ? WORDS.cross : WORDS[node.how];
  return node.directed ? word.replace('JOIN', 'DIRECTED JOIN') : word;
}

function conditionSql(node: Join, on: Fragment | null, using: ReadonlySet<string>): Fragment {
  if (on !== null) return sql` ON ${on}`;
  if (using.size > 0) return sql` USING (${list([...using].map((name) => text(quotedName(name))))})`;
  return node.how === 'inner' || node.how === 'cross' || node.how === 'asof' ? EMPTY : text(' ON TRUE');
}

function usingCondition(using: ReadonlySet<string>, right: Side): Fragment {
  const equal = [...using].map((name) => `(${quotedName(name)} = ${quotedName(right.renamed.get(name) ?? name)})`);
  return text(equal.length === 0 ? 'TRUE' : equal.join(' AND '));
}

function namesOf(input: Relation, which: 'left' | 'right'): readonly string[] {
  const columns = outputOf(input.level);
  if (columns === null) {
    throw new UsageError(
      'unknown_column',
      `The columns of the ${which} side of a join must be known: give SQL expressions in it an alias with .as('…').`,
    );
  }
  refuseTwice(columns, `On the ${which} side of the join`, "Give each a name of its own with .as('…').");
  return columns;
}

interface Renames {
  readonly left: ReadonlyMap<string, string>;
  readonly right: ReadonlyMap<string, string>;
}

/** New names for the columns that both sides have. Suffixes as the caller gave them, else prefixes numbered within this action. */
function renames(
  node: Join,
  shared: readonly string[],
  all: readonly string[],
  partial: boolean,
  build: Build,
): Renames {
  if (shared.length === 0) return { left: new Map(), right: new Map() };
  const { leftSuffix, rightSuffix } = node;
  if (leftSuffix !== undefined || rightSuffix !== undefined) {
    const suffixed = (suffix: string | undefined): ReadonlyMap<string, string> =>
      new Map(suffix === undefined ? [] : shared.map((name) => [name, withSuffix(name, suffix)]));
    return { left: partial ? new Map() : suffixed(leftSuffix), right: suffixed(rightSuffix) };
  }
  const prefix = freshPrefix(build, all);
  const prefixed = (letter: string): ReadonlyMap<string, string> =>
    new Map(shared.map((name) => [name, `${letter}_${prefix}_${name}`]));
  return { left: partial ? new Map() : prefixed('L'), right: prefixed('R') };
}

/** A number that no column starts with yet, new within this action. */
export function freshPrefix(build: Build, columns: readonly string[]): string {
  build.numbers.join += 1;
  const prefix = String(build.numbers.join).padStart(4, '0');
  const taken = columns.some((name) => name.startsWith(`L_${prefix}_`) || name.startsWith(`R_${prefix}_`));
  return taken ? freshPrefix(build, columns) : prefix;
}

/** A suffix folds as the name does: `_r` makes `A` into `A_R` and `a b` into `a b_r`. */
const withSuffix = (name: string, suffix: string): string =>
  shownName(name) === name ? `${name}${realName(`X${suffix}`).slice(1)}` : `${name}${suffix}`;

function side(input: Relation, columns: readonly string[], renamed: ReadonlyMap<string, string>, build: Build): Side {
  if (renamed.size === 0) return { relation: input, columns, renamed };
  const items = (sameItems(input.level) ?? []).map((item) => item.called(renamed.get(item.name) ?? item.name));
  const after = columns.map((name) => renamed.get(name) ?? name);
  return { relation: project(input, items, false, build), columns: after, renamed };
}

const named = (from: Fragment, alias: string): Fragment => sql`${from} AS ${text(quotedName(alias))}`;

/** Names that a join reads itself, of either side; null if SQL of the caller is among it. */
function readBy(exprs: readonly Expr[], using: ReadonlySet<string>): ReadonlySet<string> | null {
  const facts = exprs.map(factsOf);
  return facts.some(({ opaque, starred }) => opaque || starred)
    ? null
    : new Set([...using, ...facts.flatMap(({ columns }) => [...columns])]);
}

/** The same by the names of the right side of a semi or anti join. */
const shownBy = (read: ReadonlySet<string> | null, { renamed }: Side): ReadonlySet<string> | null =>
  read === null ? null : new Set([...read].flatMap((name) => [name, renamed.get(name) ?? name]));

/** A frame on both sides belongs to the side that it is; inside both, it could be either. */
function sideFrames(leftInput: Relation, rightInput: Relation, left: Side, right: Side): Frames {
  const choose = (key: FrameKey) => {
    const [isLeft, isRight] = [leftInput.top.includes(key), rightInput.top.includes(key)];
    return isLeft === isRight ? 'ambiguous' : isLeft ? 'left' : 'right';
  };
  return leftInput.frames.renamed(left.renamed).beside(rightInput.frames.renamed(right.renamed), choose);
}

/** As the server gives them: the columns of USING once, first. */
const joinedColumns = (left: Side, right: Side, using: ReadonlySet<string>): readonly string[] => [
  ...using,
  ...[...left.columns, ...right.columns].filter((name) => !using.has(name)),
];
