import type { BoundQuery } from '../bind/query.js';
import type { PrepareRequest } from '../execute/statement.js';
import type { Query } from '../parse/ast.js';
import { Recent } from '../result/recent.js';
import { BoundSource } from './bound-source.js';
import { type StatementContext, statementContext } from './statement-context.js';

/** Bytes of statements that are kept, and the longest text that is. */
const KEPT_BYTES = 32 * 1024 * 1024;
const LONGEST_TEXT = 256 * 1024;
/** What a character of a text takes once it is parsed. */
const BYTES_PER_CHARACTER = 64;

interface Known {
  readonly query: Query;
  readonly bound: BoundQuery;
}

/**
 * SELECTs that have been read and bound, by their text and all that their meaning depends on: the same text again costs a
 * look-up. What depends on the moment or on one session (CURRENT_TIMESTAMP, LAST_QUERY_ID, RANDOM, variables, binds, temporary
 * tables, an open transaction, results of others) is bound each time.
 */
export class StatementCache {
  private readonly known = new Recent<Known>(KEPT_BYTES);
  private version = -1;

  find(request: PrepareRequest): { readonly query: Query; readonly source: BoundSource } | undefined {
    const key = this.keyOf(request);
    const known = key === null ? undefined : this.known.get(key);
    if (known === undefined) return undefined;
    return { query: known.query, source: new BoundSource(known.bound, statementContext(request)) };
  }

  /** Binds `query` with what `change` makes of its context, and keeps it where it may be used again. */
  bind(query: Query, request: PrepareRequest, change: (context: StatementContext) => StatementContext): BoundSource {
    const context = statementContext(request);
    const key = this.keyOf(request);
    if (key === null) return BoundSource.of(query, change(context));
    const tie = request.turns?.tie ?? { isTied: false };
    const source = BoundSource.of(query, change({ ...context, values: noting(context.values, tie) }));
    const { query: bound } = source;
    // Only what reads stored tables the same way each time, and nothing that other stages have given.
    if (!tie.isTied && !bound.volatile && bound.tableScans !== undefined && bound.calls.length === 0) {
      const bytes = request.text.length * BYTES_PER_CHARACTER + bound.sql.length * 2;
      this.known.set(key, { query, bound }, bytes);
    }
    return source;
  }

  /** null: what the text means here is good for this statement alone. */
  private keyOf({ text, session, catalog, binds, bindStage, isDescribed, engine, scriptVariables }: PrepareRequest) {
    const { version } = engine.catalog;
    if (version !== this.version) this.known.clear();
    this.version = version;
    const isOwn =
      text.length > LONGEST_TEXT ||
      binds.length > 0 ||
      bindStage !== null ||
      isDescribed === true ||
      scriptVariables !== undefined ||
      session.variables.size > 0 ||
      engine.sessions.find(session.sessionId)?.transaction != null ||
      catalog.temporaryObjects(session.sessionId).length > 0;
    if (isOwn) return null;
    const { QUERY_TAG: _, ...parameters } = session.parameters.own();
    return JSON.stringify([
      session.database,
      session.schema,
      session.user,
      session.role,
      session.warehouse,
      Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1)),
      text,
    ]);
  }
}

/** `values` that tell when something is read that the next statement may see otherwise. */
function noting(values: StatementContext['values'], tie: { isTied: boolean }): StatementContext['values'] {
  const tied = <T>(value: T): T => {
    tie.isTied = true;
    return value;
  };
  return {
    ...values,
    get nowMicros() {
      return tied(values.nowMicros);
    },
    get lastQueryIds() {
      return tied(values.lastQueryIds);
    },
    get sessionId() {
      return tied(values.sessionId);
    },
    get transactionId() {
      return tied(values.transactionId ?? null);
    },
  };
}
