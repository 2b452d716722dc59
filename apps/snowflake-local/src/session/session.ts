import type { NameScope } from '../catalog/entries.js';
import type { OpenTransaction } from '../execute/open-transaction.js';
import type { Physical } from '../types/physical.js';
import type { SnowType } from '../types/snow-type.js';
import { Parameters, type ParameterValue } from './parameters.js';

/** A session variable (`SET x = …`): `sql` is a DuckDB expression that gives its value in `physical` form. */
export interface SessionVariable {
  readonly type: SnowType;
  readonly physical: Physical;
  readonly sql: string;
  /** The value as SHOW VARIABLES prints it. */
  readonly text: string | null;
}

export interface SessionStart {
  /** Decimal digits of a number below 2^53: drivers read it as a number. */
  readonly id: string;
  readonly user: string;
  readonly role: string;
  readonly database: string | null;
  readonly schema: string | null;
  readonly warehouse: string | null;
  readonly client: string;
  /** The parameter that tells this client's driver in which form results come; null for a driver that reads JSON alone. */
  readonly formatParameter: string | null;
  readonly parameters: Parameters;
  /** Epoch milliseconds. */
  readonly startedAt: number;
}

/** What a statement sees of its session: taken when the statement is submitted, so that later changes do not reach it. */
export interface SessionView extends NameScope {
  readonly user: string;
  readonly role: string;
  readonly warehouse: string | null;
  /** The session's parameters with the statement's own over them. */
  readonly parameters: Parameters;
  /** By name as folded by the parser. */
  readonly variables: ReadonlyMap<string, SessionVariable>;
  /** Query IDs of the session, oldest first, the statement's own not among them. */
  readonly lastQueryIds: readonly string[];
  /** Start of the statement, epoch milliseconds. */
  readonly now: number;
}

/** What a session of a task knows of it. */
export interface SessionTask {
  readonly name: string;
  readonly root: string;
  /** Text of a JSON object. */
  readonly config: string | null;
  /** What the tasks before it have returned. */
  readonly predecessors: ReadonlyMap<string, string | null>;
  returnValue: string | null;
}

export type SessionState = 'open' | 'closing' | 'closed';

const REMEMBERED_QUERIES = 1_000;

/** One login: mutable state, no connection to DuckDB of its own while no transaction is open. */
export class Session {
  readonly id: string;
  readonly user: string;
  readonly client: string;
  readonly formatParameter: string | null;
  readonly startedAt: number;
  readonly parameters: Parameters;
  readonly variables = new Map<string, SessionVariable>();
  role: string;
  database: string | null;
  schema: string | null;
  warehouse: string | null;
  transaction: OpenTransaction | null = null;
  /** Set where a task of the server's runs in it. */
  task: SessionTask | null = null;
  /** Number of ended transactions of this session: makes their identifiers unique. */
  transactions = 0;
  state: SessionState = 'open';
  lastUsedAt: number;
  private readonly queryIds: string[] = [];

  constructor(start: SessionStart) {
    this.id = start.id;
    this.user = start.user;
    this.client = start.client;
    this.formatParameter = start.formatParameter;
    this.startedAt = start.startedAt;
    this.lastUsedAt = start.startedAt;
    this.parameters = start.parameters;
    this.role = start.role;
    this.database = start.database;
    this.schema = start.schema;
    this.warehouse = start.warehouse;
  }

  get sessionId(): string {
    return this.id;
  }

  view(overrides: Readonly<Record<string, ParameterValue>>, now: number): SessionView {
    return {
      sessionId: this.id,
      user: this.user,
      role: this.role,
      database: this.database,
      schema: this.schema,
      warehouse: this.warehouse,
      parameters: this.parameters.with(overrides),
      variables: new Map(this.variables),
      lastQueryIds: [...this.queryIds],
      now,
    };
  }

  /** Adds a query to those that LAST_QUERY_ID counts. */
  remember(queryId: string): void {
    this.queryIds.push(queryId);
    if (this.queryIds.length > REMEMBERED_QUERIES) this.queryIds.shift();
  }
}
