import type { BindContext } from '../bind/context.js';
import type { CatalogView } from '../catalog/catalog-view.js';
import type { ExecutionContext, PrepareRequest } from '../execute/statement.js';
import type { FunctionContext } from '../functions/registry.js';
import { StagedReads } from '../stage/staged-reads.js';
import { bindLiteral } from '../types/bind-literal.js';
import { nullLiteral } from '../types/literal.js';
import { ReadStreams } from './stream/read-streams.js';

/** What a statement's names, values and functions mean, with the staged files it turns out to read. */
export interface StatementContext extends BindContext {
  readonly stages: StagedReads;
  readonly streams: ReadStreams;
  readonly request: PrepareRequest;
}

/** `catalog`: of the request while preparing, of the statement's own transaction while running. */
export function statementContext(
  request: PrepareRequest,
  catalog: CatalogView = request.catalog,
  stages: StagedReads = new StagedReads(request.engine.folders),
): StatementContext {
  const { session, engine, text, scriptVariables, turns } = request;
  const parameter = (name: string): string | undefined => {
    const value = session.parameters.get(name);
    return value === undefined ? undefined : String(value);
  };
  const values: FunctionContext = {
    account: engine.account,
    user: session.user,
    role: session.role,
    database: session.database,
    schema: session.schema,
    warehouse: session.warehouse,
    sessionId: session.sessionId,
    lastQueryIds: session.lastQueryIds,
    timezone: session.parameters.text('TIMEZONE'),
    nowMicros: BigInt(session.now) * 1_000n,
    parameter,
    transactionId: engine.sessions.find(session.sessionId)?.transaction?.id ?? null,
  };
  return {
    request,
    text,
    catalog,
    session,
    values,
    // An array bind is a column of its INSERT; in every other place its first value stands for it.
    binds: request.binds.map((bind) => bindLiteral(bind, values)),
    ...(request.isDescribed === true ? { unbound: nullLiteral() } : {}),
    ...(scriptVariables === undefined ? {} : { scriptVariables }),
    results: engine.results,
    history: engine.history,
    stages,
    streams: new ReadStreams(),
    ...(turns !== undefined && { turns }),
  };
}

/**
 * Whether what was bound at a version of the catalog still holds now: a statement may have waited for its turn while
 * another session replaced a table, or a column of it took a wider form.
 */
export const isCurrent = (version: number, { engine, catalog }: ExecutionContext): boolean =>
  engine.catalog.version === version && !catalog.isChanged;
