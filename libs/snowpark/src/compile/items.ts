import type { Expr } from '../plan/plan.js';
import { factsOf } from '../resolve/facts.js';
import { PersistentMap } from '../resolve/persistent-map.js';

/** One output column, over the names that FROM offers. Without a name where SQL of the caller brings its own. */
export interface Item {
  readonly name: string | null;
  readonly expr: Expr;
}

export const isSame = (item: Item): boolean => item.expr.kind === 'column' && item.expr.name === item.name;

/** All that FROM offers, whose names are not known. */
const isEverything = ({ expr }: Item): boolean =>
  expr.kind === 'star' && expr.ilike === undefined && expr.frame === undefined && expr.alias === undefined;

const sameOf = (name: string): Item => ({ name, expr: { kind: 'column', name } });

/** Items by name: where they stand, and what is not just the column of that name. */
interface ByName {
  readonly places: PersistentMap<string, number>;
  readonly computed: PersistentMap<string, Expr>;
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
    return new Items(names.map(sameOf));
  }

  get size(): number {
    return this.#list?.length ?? this.#index()?.places.size ?? 0;
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
    return index === null ? this.list().every(({ expr }) => spreadOf(expr) === 0) : index.spread === 0;
  }

  count(name: string): number {
    const index = this.#index();
    if (index !== null) return index.places.has(name) ? 1 : 0;
    return this.list().filter((item) => item.name === name).length;
  }

  has(name: string): boolean {
    return this.count(name) > 0;
  }

  get(name: string): Expr | undefined {
    const index = this.#index();
    if (index === null) {
      const found = this.list().findLast((item) => item.name === name)?.expr;
      return found ?? (this.#passes() ? sameOf(name).expr : undefined);
    }
    return index.places.has(name) ? this.#item(name).expr : undefined;
  }

  /** All that FROM offers is among them, and every other one is named: a name that none has is one of FROM's. */
  #passes(): boolean {
    const list = this.list();
    return list.some(isEverything) && list.every((item) => item.name !== null || isEverything(item));
  }

  /** Those of these names, in order: what it costs does not grow with the others. */
  only(names: ReadonlySet<string>): readonly Item[] {
    const places = this.#needed().places;
    const found = [...names].flatMap((name) => {
      const place = places.get(name);
      return place === undefined ? [] : [{ name, place }];
    });
    return found.sort((one, other) => one.place - other.place).map(({ name }) => this.#item(name));
  }

  /** All of them as they are called: what a SELECT over these begins with. */
  same(): Items {
    const index = this.#index();
    if (index === null) return Items.named(this.names() ?? []);
    return new Items(null, { ...index, computed: PersistentMap.of(), spread: 0, added: 'none' });
  }

  /** In its place, or behind all others. */
  with({ name, expr }: { readonly name: string; readonly expr: Expr }): Items {
    const index = this.#needed();
    const item = { name, expr };
    const spread = index.spread - spreadOf(index.computed.get(name)) + spreadOf(expr);
    const computed = isSame(item) ? index.computed.without(name) : index.computed.with(name, expr);
    if (index.places.has(name)) return new Items(null, { ...index, computed, spread, added: null });
    const added = index.added === null ? null : { item, before: index.added };
    const places = index.places.with(name, index.next);
    return new Items(null, { places, computed, next: index.next + 1, spread, added });
  }

  without(name: string): Items {
    const { places, computed, next, spread } = this.#needed();
    const left = spread - spreadOf(computed.get(name));
    const kept = { places: places.without(name), computed: computed.without(name) };
    return new Items(null, { ...kept, next, spread: left, added: null });
  }

  /** New names, all at once. */
  renamed(to: ReadonlyMap<string, string>): Items {
    const { next, spread } = this.#needed();
    let { places, computed } = this.#needed();
    const moved = [...to].map(([from, name]) => ({
      name,
      expr: this.#item(from).expr,
      place: places.get(from) ?? next,
    }));
    for (const from of to.keys()) {
      places = places.without(from);
      computed = computed.without(from);
    }
    for (const { name, expr, place } of moved) {
      places = places.with(name, place);
      if (!isSame({ name, expr })) computed = computed.with(name, expr);
    }
    return new Items(null, { places, computed, next, spread, added: null });
  }

  /** What comes behind everything that FROM offers, in order; null where it is not just that, or nothing. */
  behindEverything(): readonly Item[] | null {
    const added = this.#byName?.added ?? null;
    if (added === null || added === 'none') return null;
    const items: Item[] = [];
    for (let last: Added = added; last !== 'none'; last = last.before) items.push(last.item);
    return items.length === this.size ? null : items.toReversed();
  }

  #item(name: string): Item {
    const expr = this.#index()?.computed.get(name);
    return expr === undefined ? sameOf(name) : { name, expr };
  }

  #inOrder(): readonly string[] {
    const places = this.#index()?.places.entries() ?? [];
    return places.toSorted(([, one], [, other]) => one - other).map(([name]) => name);
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

/** 1 where the value is not one of a single row. */
const spreadOf = (expr: Expr | undefined): number =>
  expr === undefined || expr.kind === 'column' || factsOf(expr).rowwise ? 0 : 1;

function namesOf(list: readonly Item[]): readonly string[] | null {
  const names = list.flatMap((item) => (item.name === null ? [] : [item.name]));
  return names.length === list.length ? names : null;
}

function byNameOf(list: readonly Item[]): ByName | null {
  const names = namesOf(list);
  if (names === null || new Set(names).size < names.length) return null;
  return {
    places: PersistentMap.of(names.map((name, at) => [name, at])),
    computed: PersistentMap.of(
      list.flatMap((item): [string, Expr][] => (item.name === null || isSame(item) ? [] : [[item.name, item.expr]])),
    ),
    next: list.length,
    spread: list.reduce((sum, { expr }) => sum + spreadOf(expr), 0),
    added: null,
  };
}
