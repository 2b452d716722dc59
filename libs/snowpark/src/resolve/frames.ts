import { PersistentMap } from './persistent-map.js';
import type { FrameKey } from './scope.js';

/** A column, whatever it is called. */
class ColumnId {
  declare private readonly mark: undefined;
}

/** Columns by a frame's own names. */
interface Columns {
  get(name: string): ColumnId | undefined;
  entries(): Iterable<readonly [string, ColumnId]>;
}

/** Of most frames one column is spoken of, and a long chain has thousands of frames: a map for each would outweigh the plan. */
class OneColumn implements Columns {
  constructor(
    private readonly name: string,
    private readonly id: ColumnId,
  ) {}

  get(name: string): ColumnId | undefined {
    return name === this.name ? this.id : undefined;
  }

  entries(): Iterable<readonly [string, ColumnId]> {
    return [[this.name, this.id]];
  }
}

/** What a frame's names mean; `all` while every name is as it was, `ambiguous` once a join has the frame on both sides. */
type FrameColumns = Columns | 'all' | 'ambiguous';

/** The present names of a frame's columns. */
export interface FrameNames {
  get(name: string): string | undefined;
  /** The frame's own names, of columns that are still there. */
  known(): readonly string[];
  /** What these are called now, each once. */
  present(): readonly string[];
}

class PresentNames implements FrameNames {
  constructor(
    private readonly columns: Columns,
    private readonly called: PersistentMap<ColumnId, string>,
  ) {}

  get(name: string): string | undefined {
    const id = this.columns.get(name);
    return id === undefined ? undefined : this.called.get(id);
  }

  known(): readonly string[] {
    return [...this.columns.entries()].flatMap(([name, id]) => (this.called.has(id) ? [name] : []));
  }

  present(): readonly string[] {
    return [...new Set([...this.columns.entries()].flatMap(([, id]) => this.called.get(id) ?? []))];
  }
}

/** Which side of a join a frame is on that both sides have. */
type Chosen = 'left' | 'right' | 'ambiguous';

/**
 * What the columns of earlier frames are called now. A frame's name leads to a column, and the column to its present name: a step
 * that renames or drops some columns costs as much as it changes, however many frames speak of them.
 */
export class Frames {
  private constructor(
    private readonly byKey: PersistentMap<FrameKey, FrameColumns>,
    private readonly called: PersistentMap<ColumnId, string>,
    private readonly ids: PersistentMap<string, ColumnId>,
    private readonly someUnknown: boolean,
  ) {}

  static none(): Frames {
    return new Frames(PersistentMap.of(), PersistentMap.of(), PersistentMap.of(), false);
  }

  get isEmpty(): boolean {
    return this.byKey.size === 0;
  }

  has(key: FrameKey): boolean {
    return this.byKey.has(key);
  }

  get(key: FrameKey): FrameNames | 'all' | 'ambiguous' | undefined {
    const columns = this.byKey.get(key);
    if (columns === undefined || typeof columns === 'string') return columns;
    return new PresentNames(columns, this.called);
  }

  /** A frame whose columns have these names now; null where they are not known. */
  with(key: FrameKey, names: Iterable<string> | null): Frames {
    if (names === null) return new Frames(this.byKey.with(key, 'all'), this.called, this.ids, true);
    let { called, ids } = this;
    let one: OneColumn | null = null;
    let all: Map<string, ColumnId> | null = null;
    for (const name of names) {
      const known = ids.get(name);
      const id = known ?? new ColumnId();
      if (known === undefined) {
        called = called.with(id, name);
        ids = ids.with(name, id);
      }
      if (one === null) one = new OneColumn(name, id);
      else {
        all ??= new Map(one.entries());
        all.set(name, id);
      }
    }
    return new Frames(this.byKey.with(key, all ?? one ?? NOTHING), called, ids, this.someUnknown);
  }

  /** New names, all at once; the other columns keep theirs. */
  renamed(to: ReadonlyMap<string, string>): Frames {
    let { called, ids } = this;
    const moved = [...to].flatMap(([from, name]) => {
      const id = ids.get(from);
      return id === undefined ? [] : [{ from, name, id }];
    });
    for (const { from } of moved) ids = ids.without(from);
    for (const { name, id } of moved) {
      called = called.with(id, name);
      ids = ids.with(name, id);
    }
    return new Frames(this.byKey, called, ids, this.someUnknown);
  }

  /** These columns are gone; the others keep their names. */
  without(names: Iterable<string>): Frames {
    let { called, ids } = this;
    for (const name of names) {
      const id = ids.get(name);
      if (id === undefined) continue;
      called = called.without(id);
      ids = ids.without(name);
    }
    return new Frames(this.byKey, called, ids, this.someUnknown);
  }

  /** Over a step that says of each column what it is called: those that it does not name are gone. */
  carried(forward: ReadonlyMap<string, string>): Frames {
    if (this.isEmpty) return this;
    const known = this.someUnknown ? this.#knowing(forward.keys()) : this;
    const entries = known.ids.entries().flatMap(([name, id]): [string, ColumnId][] => {
      const now = forward.get(name);
      return now === undefined ? [] : [[now, id]];
    });
    const called = PersistentMap.of(entries.map(([name, id]) => [id, name]));
    return new Frames(known.byKey, called, PersistentMap.of(entries), false);
  }

  /** Frames of both sides of a join, whose columns have their names after it. A name that both have is one column from then on. */
  beside(right: Frames, choose: (key: FrameKey) => Chosen): Frames {
    if (right.isEmpty) return this;
    let { byKey, called, ids } = this;
    const own = new Map<ColumnId, ColumnId>();
    for (const [name, id] of right.ids.entries()) {
      const known = ids.get(name);
      const here = known ?? (called.has(id) ? new ColumnId() : id);
      own.set(id, here);
      if (known !== undefined) continue;
      called = called.with(here, name);
      ids = ids.with(name, here);
    }
    for (const [key, columns] of right.byKey.entries()) {
      const chosen = byKey.has(key) ? choose(key) : 'right';
      if (chosen === 'ambiguous') byKey = byKey.with(key, 'ambiguous');
      else if (chosen === 'right') byKey = byKey.with(key, replaced(columns, own));
    }
    return new Frames(byKey, called, ids, this.someUnknown || right.someUnknown);
  }

  /** Frames whose names were not known, now that they are. */
  #knowing(names: Iterable<string>): Frames {
    const shared = this.with(NO_FRAME, names);
    const columns = shared.byKey.get(NO_FRAME) ?? 'all';
    const byKey = this.byKey
      .entries()
      .map(([key, own]): [FrameKey, FrameColumns] => [key, own === 'all' ? columns : own]);
    return new Frames(PersistentMap.of(byKey), shared.called, shared.ids, false);
  }
}

const NOTHING: Columns = new Map();

/** Frames are numbered from 1. */
const NO_FRAME = 0;

const replaced = (columns: FrameColumns, by: ReadonlyMap<ColumnId, ColumnId>): FrameColumns =>
  typeof columns === 'string'
    ? columns
    : new Map(
        [...columns.entries()].flatMap(([name, id]) => {
          const here = by.get(id);
          return here === undefined ? [] : [[name, here]];
        }),
      );
