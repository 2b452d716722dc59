import type { Plan } from '../plan/plan.js';
import type { Bound } from '../resolve/bound.js';
import { Frames } from '../resolve/frames.js';
import { type FrameKey, keysOf, type Scope } from '../resolve/scope.js';
import type { Items } from './items.js';
import type { Level } from './level.js';
import { columnsOf } from './level.js';

/** A plan compiled so far: the SELECT under construction, and the names that the next operation may use. */
export interface Relation {
  readonly level: Level;
  readonly frames: Scope['frames'];
  readonly clashes: Scope['clashes'];
  /** Keys of the topmost node: a column bound to it means this relation, whatever else is inside. */
  readonly top: readonly FrameKey[];
}

export const NO_CLASHES: Scope['clashes'] = new Map();
export const NO_KEYS: Relation['top'] = [];

export const relation = (level: Level, frames: Frames = Frames.none()): Relation => ({
  level,
  frames,
  clashes: NO_CLASHES,
  top: NO_KEYS,
});

export const scopeOf = ({ level, frames, clashes }: Relation): Scope => ({
  columns: columnsOf(level),
  frames,
  clashes,
});

/** Makes a relation known under the keys of its node, as far as some column is bound to them. */
export function underKeys(of: Relation, node: Plan, bound: Bound): Relation {
  const top = keysOf(node, bound);
  if (top.length === 0) return of.top.length === 0 ? of : { ...of, top: NO_KEYS };
  const columns = columnsOf(of.level);
  let { frames } = of;
  for (const key of top)
    frames = frames.with(key, columns === null ? null : namesFor(bound.get(key) ?? 'all', columns));
  return { ...of, frames, top };
}

/** The columns that are spoken of; all of them where one of these is missing, since the error lists what is there. */
function namesFor(wanted: Iterable<string> | 'all', columns: Items): Iterable<string> {
  if (wanted === 'all') return columns.names() ?? [];
  for (const name of wanted) if (!columns.has(name)) return columns.names() ?? [];
  return wanted;
}
