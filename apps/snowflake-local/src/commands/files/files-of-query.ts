import { compilationError, positionAt, SqlError, unsupported } from '../../errors.js';
import type { ExecutionContext, PrepareRequest } from '../../execute/statement.js';
import type { Query } from '../../parse/ast.js';
import { parseStageLocation } from '../../parse/parse.js';
import { fileOfPath, normaliseStagePath } from '../../stage/stage-path.js';
import { stageSource } from '../../stage/stage-source.js';
import { BoundSource } from '../bound-source.js';
import { isCurrent, type StatementContext, statementContext } from '../statement-context.js';

/** A file on disk, and the path that its copy has below the target. */
export interface CopiedFile {
  readonly file: string;
  /** As messages show it. */
  readonly shown: string;
  readonly below: string;
}

/**
 * What COPY FILES takes from a query: the address of each file, and its name below the target where the query gives one.
 *
 * @throws SqlError while preparing for a query of other columns; the function for what is no file, when the statement runs.
 */
export function filesOfQuery(
  query: Query,
  request: PrepareRequest,
): (execution: ExecutionContext) => Promise<readonly CopiedFile[]> {
  const { version } = request.engine.catalog;
  const first = listOf(query, statementContext(request));
  return async (execution) => {
    const context = statementContext(request, execution.catalog.view);
    const list = isCurrent(version, execution) ? first : listOf(query, context);
    const rows = await execution.duck.rows(await list.ready(execution));
    return rows.map(([address, name]) => fileAt(address ?? null, name, context));
  };
}

function listOf(query: Query, context: StatementContext): BoundSource {
  const list = BoundSource.of(query, context);
  const { columns } = list.query;
  if (columns.length <= 2 && columns.every(({ type }) => type.kind === 'text')) return list;
  throw compilationError(
    '001044',
    '42P13',
    'COPY FILES takes one or two columns of text: the address of a file, and its new name.',
    positionAt(context.text, query.start),
  );
}

function fileAt(address: unknown, name: unknown, context: StatementContext): CopiedFile {
  if (typeof address !== 'string') throw unsupported('NULL as the address of a file that is copied');
  if (name === null) throw unsupported('NULL as the new name of a file that is copied');
  const location = parseStageLocation(locationOf(address) ?? address);
  if (location === null) {
    throw new SqlError(
      '001015',
      '22023',
      `'${address}' is no address of a file. Write @stage/path, or the URL of a file.`,
    );
  }
  const { folder, path } = stageSource(location, context, context.request.engine.folders.stages);
  const below = name === undefined ? path : normaliseStagePath(String(name));
  return { file: fileOfPath(folder, path), shown: address, below };
}

const FILE_URL = /^https:\/\/[^/]+\/api\/files\/([^/]+)\/([^/]+)\/([^/]+)\/(.+)$/;

/** `@stage/path` of the URL of a file, as directory tables have it; null for what is none. */
function locationOf(address: string): string | null {
  const parts = FILE_URL.exec(address)?.slice(1);
  if (parts === undefined) return null;
  try {
    const [database, schema, stage, path = ''] = parts.map(decodeURIComponent);
    const name = [database, schema, stage].map((part = '') => `"${part.replaceAll('"', '""')}"`).join('.');
    return `@${name}/${path}`;
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}
