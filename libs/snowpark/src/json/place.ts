import { PlanParseError, UsageError } from '../errors.js';
import { PLAN_LIMITS, tooDeep, tooLarge, tooManyNodes } from '../plan/limits.js';
import type { Expr, Plan } from '../plan/plan.js';
import { isPlanChain } from './chain.js';
import { linksOf } from './chain-places.js';

/** What one reading shares. Expressions hold plans and plans expressions: the one reader is handed to the other here. */
export class Document {
  /** Plans read so far, by their JSON object; null while one is being read. */
  readonly plans = new Map<object, Plan | null>();
  #numbered: ReadonlyMap<number, Place> | undefined;
  /** Chains that are written as lists, as nodes that hold each other. */
  readonly lists = new Map<object, readonly Place[]>();
  /** Operands that the next one out is built on. */
  readonly operands = new Map<object, Expr>();
  readonly #frames = new Set<number>();
  #depth = 0;
  #nodes = 0;
  #values = 0;

  constructor(
    readonly json: unknown,
    readonly readPlan: (place: Place) => Plan,
  ) {}

  get root(): Place {
    return new Place(this.json, this);
  }

  /** Reads something that may hold its like; chains are read in a loop and do not count. Refused beyond the depth of a plan. */
  nested<T>(place: Place, read: () => T): T {
    if (this.#depth > PLAN_LIMITS.depth) throw place.tooLarge(tooDeep(this.#depth));
    this.#depth += 1;
    try {
      return read();
    } finally {
      this.#depth -= 1;
    }
  }

  /** A number belongs to one node: columns are bound by it. */
  claim(place: Place, frame: number): void {
    if (this.#frames.has(frame)) throw place.error(`another node has the number ${frame}`);
    this.#frames.add(frame);
  }

  /** Counts a node. */
  spend(place: Place): void {
    this.#nodes += 1;
    if (this.#nodes > PLAN_LIMITS.nodes) throw place.tooLarge(tooManyNodes(this.#nodes));
  }

  /** Counts the members of a list, before one of them is looked at. */
  spendValues(place: Place, values: number): void {
    this.#values += values;
    if (this.#values > MOST_VALUES)
      throw place.tooLarge(`The lists of the plan have ${this.#values} values, and ${MOST_VALUES} are the most`);
  }

  /** The node that is written with this number. Looked for only if the document says `same` anywhere. */
  numbered(frame: number): Place | undefined {
    this.#numbered ??= numberedPlaces(this.root);
    return this.#numbered.get(frame);
  }
}

/** Cells of local data, names, binds: all members of lists in one action. */
export const MOST_VALUES = 1_000_000;

/** Steps of a path that are shown. */
const SHOWN = 40;

const shortened = (key: string | number): string =>
  String(key).length <= 100 ? String(key) : `${String(key).slice(0, 100)}…`;

/** A JSON value and where it is. Paths are only written out when something is wrong. */
export class Place {
  constructor(
    readonly json: unknown,
    readonly document: Document,
    private readonly parent: Place | null = null,
    private readonly key: string | number = '',
  ) {}

  at(key: string | number, json: unknown): Place {
    return new Place(json, this.document, this, key);
  }

  /** `input.items[2].left`; empty for the document itself. The middle of a long one is left out. */
  get path(): string {
    const keys: (string | number)[] = [];
    for (let place: Place = this; place.parent !== null; place = place.parent) keys.push(place.key);
    const shown = keys.length <= SHOWN ? keys : [...keys.slice(0, SHOWN / 2), '…', ...keys.slice(-SHOWN / 2)];
    return shown.reduceRight<string>((path, key) => {
      if (typeof key === 'number') return `${path}[${key}]`;
      return path === '' ? shortened(key) : `${path}.${shortened(key)}`;
    }, '');
  }

  /** What the library says of a wrong use, as an error of this place. */
  usage<T>(use: () => T): T {
    try {
      return use();
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      const code = error.code === 'plan_too_large' ? error.code : 'plan_invalid';
      throw new PlanParseError(this.path, error.message, code, { cause: error });
    }
  }

  tooLarge(what: string): PlanParseError {
    return new PlanParseError(this.path, tooLarge(what).message, 'plan_too_large');
  }

  error(message: string): PlanParseError {
    return new PlanParseError(this.path, message);
  }

  /** What stands here, for a message. */
  get found(): string {
    const { json } = this;
    if (json === undefined) return 'nothing';
    if (Array.isArray(json)) return 'a list';
    if (typeof json === 'object' && json !== null) return 'an object';
    return typeof json === 'string' ? JSON.stringify(json.slice(0, 60)).slice(0, 60) : String(json).slice(0, 60);
  }
}

function numberedPlaces(root: Place): ReadonlyMap<number, Place> {
  const found = new Map<number, Place>();
  const stack = [root];
  for (let place = stack.pop(); place !== undefined; place = stack.pop()) {
    const { json } = place;
    if (typeof json !== 'object' || json === null) continue;
    if (isPlanChain(json)) {
      const [last] = linksOf(place, true);
      if (last !== undefined) stack.push(last);
      continue;
    }
    if ('frame' in json && typeof json.frame === 'number' && 'kind' in json && !REFERRING.has(json.kind))
      found.set(json.frame, place);
    const isData = 'kind' in json && json.kind === 'local'; // its rows hold no node, and may be many
    for (const [key, member] of Object.entries(json)) {
      if (!isData || key !== 'rows') stack.push(place.at(Array.isArray(json) ? Number(key) : key, member));
    }
  }
  return found;
}

/** Kinds whose number means another node, or no node. */
const REFERRING: ReadonlySet<unknown> = new Set(['same', 'column', 'star']);
