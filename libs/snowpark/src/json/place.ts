import { PlanParseError } from '../errors.js';
import type { Plan } from '../plan/plan.js';

/** What one reading shares. Expressions hold plans and plans expressions: the one reader is handed to the other here. */
export interface Document {
  readonly readPlan: (place: Place) => Plan;
  /** Plans read so far, by their JSON object. */
  readonly plans: Map<object, Plan>;
}

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
    if (this.parent === null) return '';
    const above = this.parent.path;
    if (typeof this.key === 'number') return `${above}[${this.key}]`;
    return above === '' ? this.key : `${above}.${this.key}`;
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
