import type { Expr } from '../plan/plan.js';
import { type Facts, factsOf } from '../resolve/facts.js';
import { PersistentMap } from '../resolve/persistent-map.js';

/** One output column, over the names that FROM offers. Without a name where SQL of the caller brings its own. */
export class Item<N extends string | null = string | null> {
  #facts: Facts | undefined;

  constructor(
    readonly name: N,
    readonly expr: Expr,
    facts?: Facts,
  ) {
    this.#facts = facts;
  }

  /** A column as it is called below. */
  static same(name: string): Item<string> {
    return new Item(name, { kind: 'column', name });
  }

  /** Asked for at every step over it: gathered once. */
  get facts(): Facts {
    this.#facts ??= factsOf(this.expr);
    return this.#facts;
  }

  /** The same value by another name. */
  called<M extends string | null>(name: M): Item<M> {
    return new Item(name, this.expr, this.#facts);
  }
}

export const isSame = ({ name, expr }: Item): boolean => expr.kind === 'column' && expr.name === name;

/** All that FROM offers, whose names are not known. */
const isEverything = ({ expr }: Item): boolean =>
  expr.kind === 'star' && expr.ilike === undefined && expr.frame === undefined && expr.alias === undefined;

/** Where an item stands, and what it is over the columns of `depth`: over those of a later one it is just the column of its name. */
interface Placed {
  readonly place: number;
  readonly item: Item<string>;
  readonly depth: number;
}

/** Items by name. */
interface ByName {
  readonly placed: PersistentMap<string, Placed>;
  /** How many SELECTs, each over the one before, are below these. */
  readonly depth: number;
  readonly next: number;
  /** How many of the computed ones are not computed from one row. */
  readonly spread: number;
  /** What came behind everything that FROM offers, the last one first; null where that itself was changed. */
  readonly added: Added | null;
}

type Added = { readonly item: Item; readonly before: Added } | 'none';

/** Output columns in order. A step that changes some of many costs as much as it changes: lists are made where they are written. */
export class Items {
  #list: readonly Item[] | null;
  #byName: ByName | null | undefined;
  #names: readonly string[] | null | undefined;

  private constructor(list: readonly Item[] | null, byName?: ByName) {
    this.#list = list;
    this.#byName = byName;
  }

  static of(list: readonly Item[]): Items {
    return new Items(list);
  }

  /** Columns as they are. */
  static named(names: readonly string[]): Items {
    return new Items(names.map(Item.same));
  }

  get size(): number {
    return this.#list?.length ?? this.#index()?.placed.size ?? 0;
  }

  list(): readonly Item[] {
    this.#list ??= this.#inOrder().map((name) => this.#item(name));
    return this.#list;
  }

  /** Null where one has no name. */
  names(): readonly string[] | null {
    if (this.#names === undefined) this.#names = this.#list === null ? this.#inOrder() : namesOf(this.#list);
    return this.#names;
  }

  /** Each has a name of its own. */
  get distinct(): boolean {
    return this.#index() !== null;
  }

  get named(): boolean {
    return this.distinct || this.names() !== null;
  }

  /** Each value is computed from one row, and is the same each time. */
  get rowwise(): boolean {
    const index = this.#index();
    return index === null ? this.list().every((item) => spreadOfItem(item) === 0) : index.spread === 0;
  }

  count(name: string): number {
    const index = this.#index();
    if (index !== null) return index.placed.has(name) ? 1 : 0;
    return this.list().filter((item) => item.name === name).length;
  }

  has(name: string): boolean {
    return this.count(name) > 0;
  }

  get(name: string): Item | undefined {
    const index = this.#index();
    if (index === null) {
      const found = this.list().findLast((item) => item.name === name);
      return found ?? (this.#passes() ? Item.same(name) : undefined);
    }
    return itemOf(name, index);
  }

  /** All that FROM offers is among them, and every other one is named: a name that none has is one of FROM's. */
  #passes(): boolean {
    const list = this.list();
    return list.some(isEverything) && list.every((item) => item.name !== null || isEverything(item));
  }

  /** Those of these names, in order: what it costs does not grow with the others. */
  only(names: ReadonlySet<string>): readonly Item[] {
    const { placed } = this.#needed();
    const found = [...names].flatMap((name) => {
      const place = placed.get(name)?.place;
      return place === undefined ? [] : [{ name, place }];
    });
    return found.sort((one, other) => one.place - other.place).map(({ name }) => this.#item(name));
  }

  /** All of them as they are called: what a SELECT over these begins with. */
  same(): Items {
    const index = this.#index();
    if (index === null) return Items.named(this.names() ?? []);
    return new Items(null, { ...index, depth: index.depth + 1, spread: 0, added: 'none' });
  }

  /** In its place, or behind all others. */
  with(item: Item<string>): Items {
    const { placed, depth, next, spread, added } = this.#needed();
    const before = placed.get(item.name);
    const present = before !== undefined;
    return new Items(null, {
      placed: placed.with(item.name, { place: before?.place ?? next, item, depth }),
      depth,
      next: present ? next : next + 1,
      spread: spread - spreadOf(before, depth) + spreadOfItem(item),
      added: present || added === null ? null : { item, before: added },
    });
  }

  without(name: string): Items {
    const index = this.#needed();
    const { placed, spread, depth } = index;
    const left = spread - spreadOf(placed.get(name), depth);
    return new Items(null, { ...index, placed: placed.without(name), spread: left, added: null });
  }

  /** New names, all at once. */
  renamed(to: ReadonlyMap<string, string>): Items {
    const index = this.#needed();
    const { depth, next } = index;
    let { placed } = index;
    const moved = [...to].map(
      ([from, name]): Placed => ({
        place: placed.get(from)?.place ?? next,
        item: this.#item(from).called(name),
        depth,
      }),
    );
    for (const from of to.keys()) placed = placed.without(from);
    for (const each of moved) placed = placed.with(each.item.name, each);
    return new Items(null, { ...index, placed, added: null });
  }

  /** What comes behind everything that FROM offers, in order; null where it is not just that, or nothing. */
  behindEverything(): readonly Item[] | null {
    const added = this.#byName?.added ?? null;
    if (added === null || added === 'none') return null;
    const items: Item[] = [];
    for (let last: Added = added; last !== 'none'; last = last.before) items.push(last.item);
    return items.length === this.size ? null : items.toReversed();
  }

  #item(name: string): Item<string> {
    const index = this.#index();
    return (index === null ? undefined : itemOf(name, index)) ?? Item.same(name);
  }

  #inOrder(): readonly string[] {
    const entries = this.#index()?.placed.entries() ?? [];
    return entries.toSorted(([, one], [, other]) => one.place - other.place).map(([name]) => name);
  }

  #needed(): ByName {
    const index = this.#index();
    if (index === null) throw new Error('Columns without names of their own are not changed one by one.');
    return index;
  }

  #index(): ByName | null {
    if (this.#byName === undefined) this.#byName = this.#list === null ? null : byNameOf(this.#list);
    return this.#byName;
  }
}

function itemOf(name: string, { placed, depth }: ByName): Item<string> | undefined {
  const found = placed.get(name);
  return found === undefined || found.depth === depth ? found?.item : Item.same(name);
}

/** 1 where the value is not one of a single row. */
const spreadOfItem = (item: Item): number => (item.expr.kind === 'column' || item.facts.rowwise ? 0 : 1);

const spreadOf = (placed: Placed | undefined, depth: number): number =>
  placed === undefined || placed.depth !== depth ? 0 : spreadOfItem(placed.item);

const isNamed = (item: Item): item is Item<string> => item.name !== null;

function namesOf(list: readonly Item[]): readonly string[] | null {
  const names = list.flatMap((item) => (item.name === null ? [] : [item.name]));
  return names.length === list.length ? names : null;
}

function byNameOf(list: readonly Item[]): ByName | null {
  const named = list.filter(isNamed);
  if (named.length < list.length || new Set(named.map(({ name }) => name)).size < named.length) return null;
  return {
    placed: PersistentMap.of(named.map((item, place) => [item.name, { place, item, depth: 0 }])),
    depth: 0,
    next: list.length,
    spread: list.reduce((sum, item) => sum + spreadOfItem(item), 0),
    added: null,
  };
}
