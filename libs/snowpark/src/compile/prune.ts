import type { Build } from './build.js';
import { type Item, isSame } from './items.js';
import { isBare, type Level } from './level.js';

/** Names of columns; null for all. */
type Names = ReadonlySet<string> | null;

/** A level to be written, and what of it is read. */
export interface Wanted {
  readonly level: Level;
  readonly columns: Names;
  /** It may offer no other columns: a star would take them, or another side of a join has one of such a name. */
  readonly exact: boolean;
}

/** A level without what adds nothing to it: one that only chooses among columns which are chosen by name above it. */
export function narrowed(given: Wanted): Wanted {
  let { level } = given;
  for (;;) {
    if (isBare(level) && level.from.kind === 'level') level = level.from.of;
    else if (!given.exact && isOnlyChoice({ ...given, level })) level = { ...level, items: null };
    else return { ...given, level };
  }
}

function isOnlyChoice({ level, columns }: Wanted): boolean {
  if (columns === null || level.items === null || level.from.kind === 'joined') return false;
  if (!isBare({ ...level, items: null })) return false;
  return keptOf({ level, columns })?.every(isSame) ?? false;
}

/** The rows themselves depend on every column: DISTINCT and groups are made of all of them. */
const needsWholeRows = (level: Level): boolean => level.distinct || level.closed || level.groupBy !== null;

/** The items that are read; null for all, as they are. */
export function keptOf({ level, columns }: Pick<Wanted, 'level' | 'columns'>): readonly Item[] | null {
  const { items } = level;
  if (columns === null || items === null || !items.distinct) return null;
  if (needsWholeRows(level)) return null;
  const kept = items.only(columns);
  if (kept.length === items.size) return null;
  return kept.length > 0 ? kept : items.list().slice(0, 1);
}

/** What a level reads of its FROM. `starred` where it does so by a star. */
export function readsOf(wanted: Wanted, starred: boolean, build: Build): Names {
  const { level, columns } = wanted;
  if (starred || !build.rules.prune()) return null;
  if (level.read === null) return null;
  if (level.items === null) {
    return columns === null || needsWholeRows(level) ? null : within(build, [...level.read.keys(), ...columns]);
  }
  const read = new Set(level.read.keys());
  for (const { expr, facts } of keptOf(wanted) ?? level.items.list()) {
    if (facts.opaque || facts.starred || expr.kind === 'star') return null;
    for (const name of facts.columns) read.add(name);
  }
  return within(build, read);
}

/** Long chains over many columns are written whole once they have cost enough. */
function within(build: Build, names: Iterable<string>): Names {
  const read = new Set(names);
  build.numbers.followed += read.size + 1;
  return build.numbers.followed > MOST_FOLLOWED ? null : read;
}

const MOST_FOLLOWED = 200_000;
