import { LITERAL } from './arguments/columns.js';
import { FUNCTION_NAME } from './arguments/function-name.js';
import { eachOf } from './arguments/many.js';
import { membersOf } from './arguments/members.js';
import { NAME, OBJECT_NAME } from './arguments/names.js';
import { type Reader, wrong } from './arguments/reader.js';
import { isPlain } from './arguments/shown.js';
import { optional, required, rest, signature } from './arguments/signature.js';
import { TEXT } from './arguments/text.js';
import { type NoBlock, START_OPTIONS } from './async/action-options.js';
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
import type { StartOptions } from './execution/executor.js';
import type { SqlAction } from './plan/action.js';
import { frozen } from './plan/frozen.js';
import type { Literal } from './plan/plan.js';
import type { Row } from './row.js';
import type { Untyped } from './shape/shape.js';
import { objectSql, quotedName } from './sql/identifier.js';
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
  beginTransaction(name?: string, options?: StartOptions): Promise<void>;
  async beginTransaction(...given: readonly unknown[]): Promise<void> {
    const [name, options] = BEGIN.read(given);
    const named = name === undefined ? '' : ` NAME ${quotedName(name)}`;
    await this.#own('beginTransaction', `BEGIN TRANSACTION${named}`, options);
  }
  /**
   * Keeps what the transaction did.
   *
   * @example
   * ```ts
   * await session.sql('create or replace table kept_by_commit (n int)').collect();
   * await session.beginTransaction();
   * await session.sql('insert into kept_by_commit values (1)').collect();
   * await session.commit();
   * console.log(await session.table('kept_by_commit').count()); // → 1
   * ```
   */
  commit(options?: StartOptions): Promise<void>;
  async commit(...given: readonly unknown[]): Promise<void> {
    await this.#own('commit', 'COMMIT', ALONE.commit.read(given)[0]);
  }
  /**
   * Undoes what the transaction did.
   *
   * @example
   * ```ts
   * await session.beginTransaction('trial');
   * await session.table('orders').update({ amount: 0 });
   * await session.rollback();
   * console.log(await session.table('orders').filter('amount = 0').count()); // → 0
   * ```
   */
  rollback(options?: StartOptions): Promise<void>;
  async rollback(...given: readonly unknown[]): Promise<void> {
    await this.#own('rollback', 'ROLLBACK', ALONE.rollback.read(given)[0]);
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
  useDatabase(name: string, options?: StartOptions): Promise<void>;
  async useDatabase(...given: readonly unknown[]): Promise<void> {
    await this.#use('useDatabase', 'database', given);
  }
  /**
   * @example
   * ```ts
   * await session.useSchema('firn.public');
   * console.log(await session.getCurrentSchema()); // → PUBLIC
   * ```
   */
  useSchema(name: string | readonly string[], options?: StartOptions): Promise<void>;
  async useSchema(...given: readonly unknown[]): Promise<void> {
    await this.#use('useSchema', 'schema', given);
  }
  /**
   * @example
   * ```ts
   * await session.useWarehouse('compute_wh');
   * console.log(await session.getCurrentWarehouse()); // → COMPUTE_WH
   * ```
   */
  useWarehouse(name: string, options?: StartOptions): Promise<void>;
  async useWarehouse(...given: readonly unknown[]): Promise<void> {
    await this.#use('useWarehouse', 'warehouse', given);
  }
  /**
   * @example
   * ```ts
   * await session.useRole('accountadmin');
   * console.log(await session.getCurrentRole()); // → ACCOUNTADMIN
   * ```
   */
  useRole(name: string, options?: StartOptions): Promise<void>;
  async useRole(...given: readonly unknown[]): Promise<void> {
    await this.#use('useRole', 'role', given);
  }
  /**
   * `all` the user's other roles, or `none` of them.
   *
   * @example
   * ```ts
   * await session.useSecondaryRoles('all');
   * console.log(await session.getCurrentRole()); // → ACCOUNTADMIN
   * ```
   */
  useSecondaryRoles(roles: 'all' | 'none' | null, options?: StartOptions): Promise<void>;
  async useSecondaryRoles(...given: readonly unknown[]): Promise<void> {
    const [roles, options] = SECONDARY.read(given);
    await this.#own('useSecondaryRoles', `USE SECONDARY ROLES ${roles.toUpperCase()}`, options);
  }

  // The present ones, by their real names; null where there is none.

  /**
   * @example
   * ```ts
   * console.log((await session.getCurrentAccount()) !== null); // → true
   * ```
   */
  getCurrentAccount(options?: StartOptions): Promise<string | null>;
  async getCurrentAccount(...given: readonly unknown[]): Promise<string | null> {
    return this.#current('CURRENT_ACCOUNT', ALONE.getCurrentAccount.read(given)[0]);
  }
  /**
   * @example
   * ```ts
   * console.log(await session.getCurrentUser()); // → FIRN
   * ```
   */
  getCurrentUser(options?: StartOptions): Promise<string | null>;
  async getCurrentUser(...given: readonly unknown[]): Promise<string | null> {
    return this.#current('CURRENT_USER', ALONE.getCurrentUser.read(given)[0]);
  }
  /**
   * @example
   * ```ts
   * console.log(await session.getCurrentRole()); // → ACCOUNTADMIN
   * ```
   */
  getCurrentRole(options?: StartOptions): Promise<string | null>;
  async getCurrentRole(...given: readonly unknown[]): Promise<string | null> {
    return this.#current('CURRENT_ROLE', ALONE.getCurrentRole.read(given)[0]);
  }
  /**
   * @example
   * ```ts
   * console.log(await session.getCurrentDatabase()); // → FIRN
   * ```
   */
  getCurrentDatabase(options?: StartOptions): Promise<string | null>;
  async getCurrentDatabase(...given: readonly unknown[]): Promise<string | null> {
    return this.#current('CURRENT_DATABASE', ALONE.getCurrentDatabase.read(given)[0]);
  }
  /**
   * @example
   * ```ts
   * console.log(await session.getCurrentSchema()); // → PUBLIC
   * ```
   */
  getCurrentSchema(options?: StartOptions): Promise<string | null>;
  async getCurrentSchema(...given: readonly unknown[]): Promise<string | null> {
    return this.#current('CURRENT_SCHEMA', ALONE.getCurrentSchema.read(given)[0]);
  }
  /**
   * @example
   * ```ts
   * console.log(await session.getCurrentWarehouse({ timeoutMs: 60_000 })); // → COMPUTE_WH
   * ```
   */
  getCurrentWarehouse(options?: StartOptions): Promise<string | null>;
  async getCurrentWarehouse(...given: readonly unknown[]): Promise<string | null> {
    return this.#current('CURRENT_WAREHOUSE', ALONE.getCurrentWarehouse.read(given)[0]);
  }

  /**
   * Database and schema as SQL: `"DB"."PUBLIC"`. @throws UsageError if one of them is not set.
   *
   * @example
   * ```ts
   * console.log(await session.getFullyQualifiedCurrentSchema()); // → "FIRN"."PUBLIC"
   * ```
   */
  getFullyQualifiedCurrentSchema(options?: StartOptions): Promise<string>;
  async getFullyQualifiedCurrentSchema(...given: readonly unknown[]): Promise<string> {
    const [options] = ALONE.getFullyQualifiedCurrentSchema.read(given);
    const [row] = await this.#rows('SELECT CURRENT_DATABASE(), CURRENT_SCHEMA()', options);
    const [database, schema] = [row?.get(0), row?.get(1)];
    if (typeof database === 'string' && typeof schema === 'string') return objectSql([database, schema]);
    throw new UsageError('schema_needed', 'The session has no current database and schema. Name them when it is made.');
  }

  /**
   * The name of an object as SQL, with the current database and schema before it where it has none.
   *
   * @example
   * ```ts
   * console.log(await session.getFullyQualifiedNameIfPossible('orders')); // → "FIRN"."PUBLIC"."ORDERS"
   * ```
   */
  getFullyQualifiedNameIfPossible(name: string | readonly string[], options?: StartOptions): Promise<string>;
  async getFullyQualifiedNameIfPossible(...given: readonly unknown[]): Promise<string> {
    const [parts, options] = QUALIFIED.read(given);
    if (parts.length === 3) return objectSql(parts);
    const current = await this.getFullyQualifiedCurrentSchema(options);
    const database = await this.getCurrentDatabase(options);
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
  setQueryTag(tag: string | null, options?: StartOptions): Promise<void>;
  async setQueryTag(...given: readonly unknown[]): Promise<void> {
    const [tag, options] = SET_TAG.read(given);
    const text = tag === null || tag === '' ? 'UNSET QUERY_TAG' : `SET QUERY_TAG = ${quoteText(tag)}`;
    await this.#own('setQueryTag', `ALTER SESSION ${text}`, options);
  }
  /**
   * The tag that the session has; null where there is none.
   *
   * @example
   * ```ts
   * await session.setQueryTag(null);
   * console.log(await session.getQueryTag()); // → null
   * ```
   */
  getQueryTag(options?: StartOptions): Promise<string | null>;
  async getQueryTag(...given: readonly unknown[]): Promise<string | null> {
    const [options] = ALONE.getQueryTag.read(given);
    const [row] = await this.#own('getQueryTag', `SHOW PARAMETERS LIKE 'QUERY_TAG' IN SESSION`, options);
    const value: unknown = row?.get('"value"');
    return typeof value === 'string' && value !== '' ? value : null;
  }
  /**
   * Adds to the tag that is there.
   *
   * @example
   * ```ts
   * await session.setQueryTag('a');
   * await session.appendQueryTag('b', '/');
   * console.log(await session.getQueryTag()); // → a/b
   * ```
   */
  appendQueryTag(tag: string, separator?: string, options?: StartOptions): Promise<void>;
  async appendQueryTag(...given: readonly unknown[]): Promise<void> {
    const [tag, separator, options] = APPEND_TAG.read(given);
    const present = await this.getQueryTag(options);
    await this.setQueryTag(present === null ? tag : `${present}${separator}${tag}`, options);
  }
  /**
   * Puts members into a tag that is a JSON object.
   *
   * @example
   * ```ts
   * await session.setQueryTag('{"team":"eu"}');
   * await session.updateQueryTag({ run: 7 });
   * console.log(await session.getQueryTag()); // → {"team":"eu","run":7}
   * ```
   */
  updateQueryTag(members: Readonly<Record<string, unknown>>, options?: StartOptions): Promise<void>;
  async updateQueryTag(...given: readonly unknown[]): Promise<void> {
    const [members, options] = UPDATE_TAG.read(given);
    const present = await this.getQueryTag(options);
    await this.setQueryTag(JSON.stringify({ ...objectOf(present), ...members }), options);
  }

  /**
   * The number by which Snowflake knows the session, as text: it may have more digits than a number holds.
   *
   * @example
   * ```ts
   * console.log(/^[0-9]+$/.test(await session.sessionId())); // → true
   * ```
   */
  sessionId(options?: StartOptions): Promise<string>;
  async sessionId(...given: readonly unknown[]): Promise<string> {
    const [row] = await this.#own('sessionId', 'SELECT CURRENT_SESSION()', ALONE.sessionId.read(given)[0]);
    return String(row?.get(0));
  }

  /**
   * Ends whatever this session runs.
   *
   * @example
   * ```ts
   * const job = await session.sql('call system$wait(60)').collectNowait();
   * await session.cancelAll();
   * console.log(await job.wait()); // → cancelled
   * ```
   */
  cancelAll(options?: StartOptions): Promise<void>;
  async cancelAll(...given: readonly unknown[]): Promise<void> {
    const [options] = ALONE.cancelAll.read(given);
    const id = await this.sessionId(options);
    await this.#own('cancelAll', `SELECT SYSTEM$CANCEL_ALL_QUERIES(${quoteText(id)})`, options);
  }

  async #use(call: string, kind: keyof typeof USE, given: readonly unknown[]): Promise<void> {
    const [name, options] = USE[kind].read(given);
    await this.#own(call, `USE ${kind.toUpperCase()} ${objectSql(name)}`, options);
  }

  async #current(name: string, options: StartOptions): Promise<string | null> {
    const [row] = await this.#rows(`SELECT ${name}()`, options);
    const value: unknown = row?.get(0);
    return typeof value === 'string' ? value : null;
  }

  #own(call: string, text: string, options: StartOptions): Promise<Row<Untyped>[]> {
    if (this.runner.executor.ownSession === true) return this.#rows(text, options);
    const cure = 'Name it in the profile, give an action { statementParams }, or write one block with session.sql(…).';
    throw new UsageError(
      'invalid_argument',
      `${call} is for a direct session: each job of a durable one runs on another session of Snowflake. ${cure}`,
    );
  }

  #rows(text: string, options: StartOptions): Promise<Row<Untyped>[]> {
    return this.runner.run<Untyped, 'rows'>(statement(text), 'rows', options);
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
const START = optional('options', START_OPTIONS, {});
const alone = (call: string) => signature(call, START);
/** What takes options and nothing else. */
const ALONE = {
  commit: alone('commit'),
  rollback: alone('rollback'),
  getCurrentAccount: alone('getCurrentAccount'),
  getCurrentUser: alone('getCurrentUser'),
  getCurrentRole: alone('getCurrentRole'),
  getCurrentDatabase: alone('getCurrentDatabase'),
  getCurrentSchema: alone('getCurrentSchema'),
  getCurrentWarehouse: alone('getCurrentWarehouse'),
  getFullyQualifiedCurrentSchema: alone('getFullyQualifiedCurrentSchema'),
  getQueryTag: alone('getQueryTag'),
  sessionId: alone('sessionId'),
  cancelAll: alone('cancelAll'),
};
const use = (call: string) => signature(call, required('name', OBJECT_NAME), START);
const USE = {
  database: use('useDatabase'),
  schema: use('useSchema'),
  warehouse: use('useWarehouse'),
  role: use('useRole'),
};
const BEGIN = signature('beginTransaction', optional('name', NAME), START);
const SECONDARY = signature('useSecondaryRoles', required('roles', ROLES), START);
const QUALIFIED = signature('getFullyQualifiedNameIfPossible', required('name', OBJECT_NAME), START);
const SET_TAG = signature('setQueryTag', required('tag', TAG), START);
const APPEND_TAG = signature('appendQueryTag', required('tag', TEXT), optional('separator', TEXT, ','), START);
const UPDATE_TAG = signature('updateQueryTag', required('members', MEMBERS), START);

giveActions<SessionStatements, SessionActionTable>(SessionStatements.prototype, {
  call: declareVariadic(
    'value',
    [required('name', FUNCTION_NAME), rest('args', eachOf(LITERAL))],
    (_: SessionStatements, name, args) => procedure(name, args),
  ),
});
