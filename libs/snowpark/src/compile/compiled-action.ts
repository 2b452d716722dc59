import type { Plan } from '../plan/plan.js';
import type { Statement } from '../sql/statement.js';
import type { ResultColumn } from '../values/result-column.js';
import type { Claim } from './block/claim.js';
import type { Rules } from './rules.js';

/**
 * How an action's answer is read: `rows` as it is, `count` and the counts of `merge`, `update` and `delete` as one row, `first`
 * as at most one row, `none` not at all.
 */
export const RESULT_KINDS = ['rows', 'count', 'first', 'none', 'merge', 'update', 'delete'] as const;
export type ResultKind = (typeof RESULT_KINDS)[number];

/** How generated objects are made, and what they are called: `<prefix>_1`, `<prefix>_2` and so on. */
export type Temporary =
  /** True temporary objects of one Snowflake session. The prefix is fresh for each execution. */
  | { readonly kind: 'session'; readonly prefix: string }
  | {
      /** Transient tables in a schema set aside for them: every job may run on another session. */
      readonly kind: 'scratch';
      /** Real names of database and schema, or of the schema alone. */
      readonly schema: readonly string[];
      /** Fresh for each execution, and tells the session: `FIRN_<session>_<n>`. */
      readonly prefix: string;
      /** Begins the names of the session's own temporary tables, the same for all its jobs: `FIRN_<session>`. */
      readonly sessionPrefix: string;
      /** The session's temporary tables so far, by `objectKey` of the name that the user gave. */
      readonly tables: ReadonlyMap<string, readonly string[]>;
      /**
       * Real names of the session's database and schema, null where it has none. Must be told where a temporary view is made: Snowflake
       * looks for the tables of a view in the schema of the view.
       */
      readonly namespace?: Namespace;
    };

export interface Namespace {
  readonly database: string | null;
  readonly schema: string | null;
}

export interface CompileContext {
  readonly temporary: Temporary;
  /** By `sourceKey`, for all of `sourcesOf(action)`. */
  readonly schemas: ReadonlyMap<string, readonly ResultColumn[]>;
  /** For all of `plansToDescribe(action)`. */
  readonly described?: ReadonlyMap<Plan, readonly ResultColumn[]>;
  /** Set for a write that is to happen once, however often its statement is sent. */
  readonly claim?: Claim;
  /**
   * Where steps join one SELECT, and what else is written shorter: `RULES` unless others are given. Without one of them, the SQL
   * tells whether that rule is at fault where an answer is not what it should be.
   */
  readonly rules?: Rules;
}

export interface CreatedObject {
  readonly kind: 'table' | 'stage' | 'file_format' | 'view';
  /** As SQL, quoted: `"S"."FIRN_1"`. */
  readonly name: string;
  /** `action`: `cleanup` drops it. `session`: a user's temporary table, dropped when the session closes. */
  readonly lifetime: 'action' | 'session';
  /** What the user calls it (an `objectKey`), where that differs from `name`. */
  readonly userName?: string;
}

/** An action as statements. */
export interface CompiledAction {
  /** Run first, one after the other, synchronously: large local data. */
  readonly setup: readonly Statement[];
  /** The one asynchronous statement. A plan of several is one anonymous block, whose result is the last one's. */
  readonly main: Statement;
  /** Run once, on every exit: result, failure, cancel, dispose. */
  readonly cleanup: readonly Statement[];
  /** To be recorded before the first statement is sent. */
  readonly created: readonly CreatedObject[];
  readonly resultKind: ResultKind;
  /** May change data outside generated objects. */
  readonly writes: boolean;
}
