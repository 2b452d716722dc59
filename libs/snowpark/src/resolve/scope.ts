import { UsageError } from '../errors.js';
import type { ColumnRef, Plan, Star } from '../plan/plan.js';
import { shownName } from '../sql/identifier.js';
import type { FrameNames, Frames } from './frames.js';

/** Output columns: `names` in order, and how often one is there. */
export interface ScopeColumns {
  names(): readonly string[] | null;
  count(name: string): number;
}

/** The names that an expression may use. */
export interface Scope {
  /** Null where no schema was needed and so none is known. */
  readonly columns: ScopeColumns | null;
  /** By `keyOf`, for frames that some column of the action is bound to. */
  readonly frames: Frames;
  /** Names that both sides of a join had, and what they are called since. */
  readonly clashes: ReadonlyMap<string, readonly string[]>;
  /** The two sides are the target and the source of a change, and not those of a join. */
  readonly ofChange?: boolean;
}

/** A frame by its number, or by the alias that it has. */
export type FrameKey = number | `@${string}`;

const aliasKey = (alias: string): FrameKey => `@${alias}`;

const NONE: readonly never[] = [];

/** The keys that a node itself answers to, of those that some column is bound to. */
export function keysOf(plan: Plan, bound: ReadonlyMap<FrameKey, unknown>): readonly FrameKey[] {
  if (bound.size === 0) return NONE;
  const own = plan.frame !== undefined && bound.has(plan.frame) ? [plan.frame] : NONE;
  if (plan.kind !== 'alias' || !bound.has(aliasKey(plan.name))) return own;
  return [...own, aliasKey(plan.name)];
}

/** What a column or a star is bound to; null where it is free. */
export const keyOf = ({ frame, alias }: ColumnRef | Star): FrameKey | null =>
  frame ?? (alias === undefined ? null : aliasKey(alias));

/**
 * The present name of a column.
 *
 * @throws UsageError if it is not there, or if it is there twice; the message lists what is there.
 */
export function resolveColumn(ref: ColumnRef, scope: Scope): string {
  const key = keyOf(ref);
  if (key === null) return freeColumn(ref.name, scope);
  const names = frameNames(ref, key, scope);
  const present = names === 'all' ? ref.name : names.get(ref.name);
  if (present === undefined) throw unknownColumn(ref.name, names === 'all' ? [] : names.known());
  return names === 'all' ? freeColumn(present, scope) : present;
}

/** What a star stands for; null for everything, where the names are not known. */
export function resolveStar(star: Star, scope: Scope): readonly string[] | null {
  const key = keyOf(star);
  if (key === null) return scope.columns?.names() ?? null;
  const names = frameNames(star, key, scope);
  return names === 'all' ? (scope.columns?.names() ?? null) : names.present();
}

/** The columns of a star's frame, by their own names and by their present ones; null for everything, where the names are not known. */
export function starNames(star: Star, scope: Scope): ReadonlyMap<string, string> | null {
  const key = keyOf(star);
  const own = key === null ? 'all' : frameNames(star, key, scope);
  if (own !== 'all') return new Map(own.known().map((name) => [name, own.get(name) ?? name]));
  const all = scope.columns?.names() ?? null;
  return all === null ? null : new Map(all.map((name) => [name, name]));
}

function frameNames(ref: ColumnRef | Star, key: FrameKey, scope: Scope): FrameNames | 'all' {
  const names = scope.frames.get(key);
  const what = ref.kind === 'star' ? 'The columns' : `Column ${shownName(ref.name)}`;
  if (names === undefined) {
    throw new UsageError(
      'unknown_frame',
      ref.alias === undefined
        ? `${what} belong${ref.kind === 'star' ? '' : 's'} to a DataFrame that is no input here. Take it from an input with frame.col(…), or name it freely with col(…).`
        : `No input has the alias ${shownName(ref.alias)}. Give it one with frame.alias('…').`,
    );
  }
  if (names === 'ambiguous' && scope.ofChange === true) {
    const cure = `The source is made from the target: give it a name, source = frame.alias('source'), and take its columns with source.col(…).`;
    throw new UsageError('ambiguous_column', `${what} could be meant in the target and in the source. ${cure}`);
  }
  if (names === 'ambiguous') {
    throw new UsageError(
      'ambiguous_column',
      `${what} could be meant on both sides of the join. Give one side a name, other = frame.alias('other'), and take its columns with other.col(…).`,
    );
  }
  return names;
}

function freeColumn(name: string, { columns, clashes, ofChange }: Scope): string {
  if (columns === null) return name;
  const found = columns.count(name);
  if (found === 1) return name;
  const called = clashes.get(name);
  if (found === 0 && called === undefined) throw unknownColumn(name, columns.names() ?? []);
  if (called !== undefined && ofChange === true) {
    const cure = `Write target.col('${shownName(name)}') or source.col('${shownName(name)}').`;
    throw new UsageError('ambiguous_column', `Column ${shownName(name)} is in the target and in the source. ${cure}`);
  }
  throw new UsageError(
    'ambiguous_column',
    called === undefined
      ? `Column ${shownName(name)} is there ${found} times. Give each an alias of its own.`
      : `Column ${shownName(name)} is on both sides of the join, called ${called.map(shownName).join(' and ')} since. Use left.col(…) and right.col(…), or give the join a leftSuffix or rightSuffix.`,
  );
}

/** A step goes by the columns below it, and SQL without an alias is among them. */
export const namesNeeded = (): UsageError =>
  new UsageError(
    'unknown_column',
    "The columns below must be known here: give SQL expressions an alias with .as('…').",
  );

const SHOWN = 10;

export function unknownColumn(name: string, columns: readonly string[]): UsageError {
  const near = columns.find((column) => column.toUpperCase() === name.toUpperCase());
  const available = columns.slice(0, SHOWN).map(shownName).join(', ') + (columns.length > SHOWN ? ', …' : '');
  return new UsageError(
    'unknown_column',
    `No column ${shownName(name)}. ${near === undefined ? '' : `Did you mean ${shownName(near)}? `}Available: ${available === '' ? 'none' : available}.`,
  );
}
