import type { Plan } from '../plan/plan.js';
import type { Bound } from '../resolve/bound.js';
import { type FrameNames, keysOf, type Scope } from '../resolve/scope.js';
import type { Level } from './level.js';
import { outputOf } from './level.js';

/** A plan compiled so far: the SELECT under construction, and the names that the next operation may use. */
export interface Relation {
  readonly level: Level;
  readonly frames: Scope['frames'];
  readonly clashes: Scope['clashes'];
  /** Keys of the topmost node: a column bound to it means this relation, whatever else is inside. */
  readonly top: ReadonlySet<string>;
}

export const NO_CLASHES: Scope['clashes'] = new Map();

export const relation = (level: Level, frames: Scope['frames'] = new Map()): Relation => ({
  level,
  frames,
  clashes: NO_CLASHES,
  top: new Set(),
});

export const scopeOf = ({ level, frames, clashes }: Relation): Scope => ({ columns: outputOf(level), frames, clashes });

/** Makes a relation known under the keys of its node, as far as some column is bound to them. */
export function underKeys(of: Relation, node: Plan, bound: Bound): Relation {
  const keys = keysOf(node).filter((key) => bound.has(key));
  const top = new Set(keys);
  if (keys.length === 0) return { ...of, top };
  const columns = outputOf(of.level);
  const frames = new Map(of.frames);
  for (const key of keys) frames.set(key, columns === null ? 'all' : namesFor(bound.get(key) ?? 'all', columns));
  return { ...of, frames, top };
}

/** The columns that are spoken of; all of them where one of these is missing, since the error lists what is there. */
function namesFor(wanted: ReadonlySet<string> | 'all', columns: readonly string[]): FrameNames {
  const own = wanted === 'all' ? columns : columns.filter((name) => wanted.has(name));
  const whole = wanted !== 'all' && new Set(own).size < wanted.size ? columns : own;
  return new Map(whole.map((name) => [name, name]));
}
