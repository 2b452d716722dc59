import { LITERAL } from './arguments/columns.js';
import { FUNCTION_NAME } from './arguments/function-name.js';
import { eachOf } from './arguments/many.js';
import { membersOf } from './arguments/members.js';
import { NAME, OBJECT_NAME } from './arguments/names.js';
import { type Reader, wrong } from './arguments/reader.js';
import { isPlain } from './arguments/shown.js';
import { noArguments, optional, required, rest, signature } from './arguments/signature.js';
import { TEXT } from './arguments/text.js';
import type { NoBlock } from './async/action-options.js';
import type { ActionRunner } from './async/action-runner.js';
import {
  declareVariadic,
  giveActions,
  type Nowait,
  RUNNER,
  type Started,
  type Twin,
} from './async/declared-actions.js';
import { UsageError } from './errors.js';
import type { SqlAction } from './plan/action.js';
import { frozen } from './plan/frozen.js';
import type { Literal } from './plan/plan.js';
import type { Row } from './row.js';
import type { Untyped } from './shape/shape.js';
import { objectSql, quoteName } from './sql/identifier.js';
import { quoteText } from './sql/literal.js';

interface Calling extends Twin<CallingNowait> {
  (name: string, ...args: [...values: unknown[], options: NoBlock]): Started<unknown, Untyped>;
  (name: string, ...args: readonly unknown[]): Promise<unknown>;
}
type CallingNowait = (name: string, ...args: readonly unknown[]) => Started<unknown, Untyped>;

/** The actions of a session. */
export interface SessionActionTable {
  /**
   * Calls a procedure with values, and gives what it returns: one value. Options of an action may follow the values, as an object with
   * nothing else in it. For a procedure that returns a table write `session.sql('CALL …')`.
   *
   * @example
   * ```ts
   * await session.sql('create or replace procedure twice(n int) returns int as $$ begin return n * 2; end $$').collect();
   * console.log(await session.call('twice', 21)); // → 42n
   * const job = await session.callNowait('twice', 4);
   * console.log(await job.result()); // → 8n
   * ```
   */
  call: Calling;
}

export interface SessionStatements extends SessionActionTable, Nowait<SessionActionTable> {}

/**
 * Statements about the session itself: transactions, where names are looked up, its tag. A durable session has none of its own in
 * Snowflake, since each of its jobs runs on another one: there they are refused, with what to do in their place.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: `giveActions` below gives the class what the table says
export abstract class SessionStatements {
  protected abstract readonly runner: ActionRunner;

  /** @internal */
  get [RUNNER](): ActionRunner {
    return this.runner;
  }

  /**
   * Begins a transaction; until `commit` or `rollback` all statements of this session belong to it.
   *
   * @example
   * ```ts
   * await session.beginTransaction();
   * await session.table('orders').delete();
   * await session.rollback();
   * console.log(await session.table('orders').count()); // → 3
   * ```
   */
  beginTransaction(name?: string): Promise<void>;
  async beginTransaction(...given: readonly unknown[]): Promise<void> {
    const [name] = BEGIN.read(given);
    await this.#own('beginTransaction', `BEGIN TRANSACTION${name === undefined ? '' : ` NAME ${quoteName(name)}`}`);
  }
  async commit(...none: readonly []): Promise<void> {
    noArguments('commit', none);
    await this.#own('commit', 'COMMIT');
  }
  async rollback(...none: readonly []): Promise<void> {
    noArguments('rollback', none);
    await this.#own('rollback', 'ROLLBACK');
  }

  /**
   * What names without a database mean from here on.
   *
   * @example
   * ```ts
   * await session.useDatabase('firn');
   * await session.useSchema('public');
   * console.log(await session.getFullyQualifiedCurrentSchema()); // → "FIRN"."PUBLIC"
   * ```
   */
  useDatabase(name: string): Promise<void>;
  async useDatabase(...given: readonly unknown[]): Promise<void> {
    await this.#own('useDatabase', `USE DATABASE ${objectSql(USE.database.read(given)[0])}`);
  }
  useSchema(name: string | readonly string[]): Promise<void>;
  async useSchema(...given: readonly unknown[]): Promise<void> {
    await this.#own('useSchema', `USE SCHEMA ${objectSql(USE.schema.read(given)[0])}`);
  }
  useWarehouse(name: string): Promise<void>;
  async useWarehouse(...given: readonly unknown[]): Promise<void> {
    await this.#own('useWarehouse', `USE WAREHOUSE ${objectSql(USE.warehouse.read(given)[0])}`);
  }
  useRole(name: string): Promise<void>;
  async useRole(...given: readonly unknown[]): Promise<void> {
    await this.#own('useRole', `USE ROLE ${objectSql(USE.role.read(given)[0])}`);
  }
  /** `all` the user's other roles, or `none` of them. */
  useSecondaryRoles(roles: 'all' | 'none' | null): Promise<void>;
  async useSecondaryRoles(...given: readonly unknown[]): Promise<void> {
    const [roles] = SECONDARY.read(given);
    await this.#own('useSecondaryRoles', `USE SECONDARY ROLES ${roles.toUpperCase()}`);
  }

  // The present ones, by their real names; null where there is none.

  getCurrentAccount(...none: readonly []): Promise<string | null> {
    return this.#current('getCurrentAccount', 'CURRENT_ACCOUNT', none);
  }
  getCurrentUser(...none: readonly []): Promise<string | null> {
    return this.#current('getCurrentUser', 'CURRENT_USER', none);
  }
  getCurrentRole(...none: readonly []): Promise<string | null> {
    return this.#current('getCurrentRole', 'CURRENT_ROLE', none);
  }
  getCurrentDatabase(...none: readonly []): Promise<string | null> {
    return this.#current('getCurrentDatabase', 'CURRENT_DATABASE', none);
  }
  getCurrentSchema(...none: readonly []): Promise<string | null> {
    return this.#current('getCurrentSchema', 'CURRENT_SCHEMA', none);
  }
  getCurrentWarehouse(...none: readonly []): Promise<string | null> {
    return this.#current('getCurrentWarehouse', 'CURRENT_WAREHOUSE', none);
  }

  /** Database and schema as SQL: `"DB"."PUBLIC"`. @throws UsageError if one of them is not set. */
  async getFullyQualifiedCurrentSchema(...none: readonly []): Promise<string> {
    noArguments('getFullyQualifiedCurrentSchema', none);
    const [row] = await this.#rows(statement('SELECT CURRENT_DATABASE(), CURRENT_SCHEMA()'));
    const [database, schema] = [row?.get(0), row?.get(1)];
    if (typeof database === 'string' && typeof schema === 'string') return objectSql([database, schema]);
    throw new UsageError('schema_needed', 'The session has no current database and schema. Name them when it is made.');
  }

  /** The name of an object as SQL, with the current database and schema before it where it has none. */
  getFullyQualifiedNameIfPossible(name: string | readonly string[]): Promise<string>;
  async getFullyQualifiedNameIfPossible(...given: readonly unknown[]): Promise<string> {
    const [parts] = QUALIFIED.read(given);
    if (parts.length === 3) return objectSql(parts);
    const current = await this.getFullyQualifiedCurrentSchema();
    const database = await this.getCurrentDatabase();
    return parts.length === 2 ? objectSql([database ?? '', ...parts]) : `${current}.${objectSql(parts)}`;
  }

  /**
   * The tag that the session's queries carry in Snowflake's history; null takes it away.
   *
   * @example
   * ```ts
   * await session.setQueryTag('nightly');
   * await session.appendQueryTag('eu');
   * console.log(await session.getQueryTag()); // → nightly,eu
   * ```
   */
  setQueryTag(tag: string | null): Promise<void>;
  async setQueryTag(...given: readonly unknown[]): Promise<void> {
    const [tag] = SET_TAG.read(given);
    const text = tag === null || tag === '' ? 'UNSET QUERY_TAG' : `SET QUERY_TAG = ${quoteText(tag)}`;
    await this.#own('setQueryTag', `ALTER SESSION ${text}`);
  }
  async getQueryTag(...none: readonly []): Promise<string | null> {
    noArguments('getQueryTag', none);
    const [row] = await this.#own('getQueryTag', `SHOW PARAMETERS LIKE 'QUERY_TAG' IN SESSION`);
    const value: unknown = row?.get('"value"');
    return typeof value === 'string' && value !== '' ? value : null;
  }
  /** Adds to the tag that is there. */
  appendQueryTag(tag: string, separator?: string): Promise<void>;
  async appendQueryTag(...given: readonly unknown[]): Promise<void> {
    const [tag, separator] = APPEND_TAG.read(given);
    const present = await this.getQueryTag();
    await this.setQueryTag(present === null ? tag : `${present}${separator}${tag}`);
  }
  /** Puts members into a tag that is a JSON object. */
  updateQueryTag(members: Readonly<Record<string, unknown>>): Promise<void>;
  async updateQueryTag(...given: readonly unknown[]): Promise<void> {
    const [members] = UPDATE_TAG.read(given);
    const present = await this.getQueryTag();
    await this.setQueryTag(JSON.stringify({ ...objectOf(present), ...members }));
  }

  /** The number by which Snowflake knows the session, as text: it may have more digits than a number holds. */
  async sessionId(...none: readonly []): Promise<string> {
    noArguments('sessionId', none);
    const [row] = await this.#own('sessionId', 'SELECT CURRENT_SESSION()');
    return String(row?.get(0));
  }

  /** Ends whatever this session runs. */
  async cancelAll(...none: readonly []): Promise<void> {
    noArguments('cancelAll', none);
    const id = await this.sessionId();
    await this.#own('cancelAll', `SELECT SYSTEM$CANCEL_ALL_QUERIES(${quoteText(id)})`);
  }

  async #current(call: string, name: string, none: readonly []): Promise<string | null> {
    noArguments(call, none);
    const [row] = await this.#rows(statement(`SELECT ${name}()`));
    const value: unknown = row?.get(0);
    return typeof value === 'string' ? value : null;
  }

  #own(call: string, text: string): Promise<Row<Untyped>[]> {
    if (this.runner.executor.ownSession === true) return this.#rows(statement(text));
    const cure = 'Name it in the profile, give an action { statementParams }, or write one block with session.sql(…).';
    throw new UsageError(
      'invalid_argument',
      `${call} is for a direct session: each job of a durable one runs on another session of Snowflake. ${cure}`,
    );
  }

  #rows(action: SqlAction): Promise<Row<Untyped>[]> {
    return this.runner.run<Untyped, 'rows'>(action, 'rows');
  }
}

const statement = (text: string, binds: readonly Literal[] = []): SqlAction => frozen({ kind: 'sql', text, binds });

const procedure = (name: string, args: readonly Literal[]): SqlAction =>
  statement(`CALL ${name}(${args.map(() => '?').join(', ')})`, args);

function objectOf(tag: string | null): object {
  if (tag === null) return {};
  try {
    const parsed: unknown = JSON.parse(tag);
    if (isPlain(parsed)) return parsed;
  } catch {
    // told below
  }
  throw new UsageError(
    'invalid_argument',
    `updateQueryTag(members): the present tag is no JSON object: ${tag.slice(0, 80)}`,
  );
}

const TAG: Reader<string | null, string | null> = {
  allowed: 'a text or null',
  read: (given, place) => (given === null ? null : TEXT.read(given, place)),
};
const MEMBERS: Reader<Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>> = {
  allowed: 'an object',
  read(given, place) {
    if (!isPlain(given)) throw wrong(place, this.allowed, given);
    return Object.fromEntries(membersOf(given, place));
  },
};
const ROLES: Reader<'all' | 'none', 'all' | 'none' | null> = {
  allowed: 'all, none or null',
  read(given, place) {
    if (given === null || given === 'none') return 'none';
    if (given !== 'all') throw wrong(place, this.allowed, given);
    return given;
  },
};
const use = (call: string) => signature(call, required('name', OBJECT_NAME));
const USE = {
  database: use('useDatabase'),
  schema: use('useSchema'),
  warehouse: use('useWarehouse'),
  role: use('useRole'),
};
const BEGIN = signature('beginTransaction', optional('name', NAME));
const SECONDARY = signature('useSecondaryRoles', required('roles', ROLES));
const QUALIFIED = signature('getFullyQualifiedNameIfPossible', required('name', OBJECT_NAME));
const SET_TAG = signature('setQueryTag', required('tag', TAG));
const APPEND_TAG = signature('appendQueryTag', required('tag', TEXT), optional('separator', TEXT, ','));
const UPDATE_TAG = signature('updateQueryTag', required('members', MEMBERS));

giveActions<SessionStatements, SessionActionTable>(SessionStatements.prototype, {
  call: declareVariadic(
    'value',
    [required('name', FUNCTION_NAME), rest('args', eachOf(LITERAL))],
    (_: SessionStatements, name, args) => procedure(name, args),
  ),
});
