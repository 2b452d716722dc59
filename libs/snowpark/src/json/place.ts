import { PlanParseError } from '../errors.js';
import type { Plan } from '../plan/plan.js';

/** What one reading shares. Expressions hold plans and plans expressions: the one reader is handed to the other here. */
export class Document {
  /** Plans read so far, by their JSON object; null while one is being read. */
  readonly plans = new Map<object, Plan | null>();
  #numbered: ReadonlyMap<number, Place> | undefined;
  #depth = 0;

  constructor(
    readonly json: unknown,
    readonly readPlan: (place: Place) => Plan,
  ) {}

  get root(): Place {
    return new Place(this.json, this);
  }

  /** Reads something that may hold its like. Refused beyond a depth that the stack surely has room for. */
  nested<T>(place: Place, read: () => T): T {
    if (this.#depth >= MOST_NESTED) throw place.error(`nested more than ${MOST_NESTED} deep`);
    this.#depth += 1;
    try {
      return read();
    } finally {
      this.#depth -= 1;
    }
  }

  /** The node that is written with this number. Looked for only if the document says `same` anywhere. */
  numbered(frame: number): Place | undefined {
    this.#numbered ??= numberedPlaces(this.root);
    return this.#numbered.get(frame);
  }
}

/** A chain along the first input is read in a loop, and does not count. */
const MOST_NESTED = 500;

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

  /** `input.items[2].left`; empty for the document itself. */
  get path(): string {
    const keys: (string | number)[] = [];
    for (let place: Place = this; place.parent !== null; place = place.parent) keys.push(place.key);
    return keys.reduceRight<string>((path, key) => {
      if (typeof key === 'number') return `${path}[${key}]`;
      return path === '' ? key : `${path}.${key}`;
    }, '');
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
    return JSON.stringify(json).slice(0, 60);
  }
}

function numberedPlaces(root: Place): ReadonlyMap<number, Place> {
  const found = new Map<number, Place>();
  const stack = [root];
  for (let place = stack.pop(); place !== undefined; place = stack.pop()) {
    const { json } = place;
    if (typeof json !== 'object' || json === null) continue;
    if ('frame' in json && typeof json.frame === 'number' && 'kind' in json && !REFERRING.has(json.kind))
      found.set(json.frame, place);
    for (const [key, member] of Object.entries(json)) {
      if (key !== 'rows') stack.push(place.at(Array.isArray(json) ? Number(key) : key, member));
    }
  }
  return found;
}

/** Kinds whose number means another node, or no node. */
const REFERRING: ReadonlySet<unknown> = new Set(['same', 'column', 'star']);
