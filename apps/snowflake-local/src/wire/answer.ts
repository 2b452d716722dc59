import type { Description } from '../execute/executor.js';
import type { StageTransfer } from '../execute/statement.js';
import { columnsOf, columnsOfRows } from '../result/arrow/columns.js';
import { ArrowStream } from '../result/arrow/stream.js';
import type { StoredResult } from '../result/stored.js';
import { Parameters } from '../session/parameters.js';
import type { Session } from '../session/session.js';
import { MAX_TEXT_LENGTH, octetLength, text } from '../types/snow-type.js';
import { type Envelope, succeeded } from './envelope.js';
import type { ResultFormat } from './result-format.js';
import { rowtype } from './rowtype.js';
import { type ShownColumn, shownColumns } from './shown-columns.js';

/** Gives the absolute URL of a result's chunk, good for whoever has it. */
export type ChunkUrl = (result: StoredResult, chunk: number, format: ResultFormat) => string;
/** Tells a driver where to take or put files. */
export type Transfer = (transfer: StageTransfer) => Readonly<Record<string, unknown>>;

/** The answer of a finished query. The same at any time: a result can be fetched again for 24 hours. */
export function resultAnswer(
  result: StoredResult,
  format: ResultFormat,
  chunkUrl: ChunkUrl,
  transfer: Transfer,
  now: number,
): Envelope {
  const { body } = result;
  const columns = shownColumns(result.columns, Parameters.of(result.parameters));
  if (body.kind === 'transfer') return succeeded({ ...transfer(body), ...common(result, now) });
  return succeeded({
    ...common(result, now),
    rowtype: columns.map(rowtype),
    ...(format === 'arrow' ? arrowRows(columns, body) : { rowset: body.kind === 'inline' ? body.rows : body.head }),
    total: result.total,
    // Node waits for ever when this is missing.
    returned: result.total,
    numberOfBinds: result.bindCount,
    arrayBindSupported: result.arrayBindSupported ?? false,
    queryResultFormat: format,
    ...(result.stats === undefined ? {} : { stats: { ...NO_CHANGES, ...result.stats } }),
    ...(body.kind === 'inline' ? {} : { chunks: chunkList(result, format, chunkUrl), qrmk: null }),
    // Python takes the mere presence of the key for a multi-statement answer.
    ...(result.children === undefined
      ? {}
      : {
          resultIds: result.children.map(({ queryId }) => queryId).join(','),
          resultTypes: result.children.map(({ statementTypeId }) => statementTypeId).join(','),
        }),
  });
}

/** The answer to `describeOnly`: the shape of a result without its rows. */
export function describeAnswer({ queryId, statement }: Description, session: Session, now: number): Envelope {
  const columns = shownColumns(statement.columns ?? [STATUS_COLUMN], session.parameters);
  return succeeded({
    parameters: session.parameters.forDriver(),
    rowtype: columns.map(rowtype),
    rowset: [],
    total: 0,
    returned: 0,
    queryId,
    databaseProvider: null,
    finalDatabaseName: session.database,
    finalSchemaName: session.schema,
    finalWarehouseName: session.warehouse,
    finalRoleName: session.role,
    numberOfBinds: statement.bindCount,
    arrayBindSupported: statement.arrayBindSupported ?? false,
    metaDataOfBinds: Array.from({ length: statement.bindCount }, () => BIND_METADATA),
    statementTypeId: statement.statementTypeId,
    version: 1,
    sendResultTime: now,
    queryResultFormat: 'json',
  });
}

const NO_CHANGES = { numRowsInserted: 0, numRowsUpdated: 0, numRowsDeleted: 0, numDmlDuplicates: 0 };
const STATUS_COLUMN = { name: 'status', type: text(), physical: 'varchar', nullable: true } as const;
const BIND_METADATA = {
  name: '?',
  type: 'text',
  nullable: true,
  length: MAX_TEXT_LENGTH,
  byteLength: octetLength(MAX_TEXT_LENGTH),
  precision: null,
  scale: null,
};

const common = (result: StoredResult, now: number) => ({
  parameters: Parameters.of(result.parameters).forDriver(),
  queryId: result.queryId,
  databaseProvider: null,
  finalDatabaseName: result.final.database,
  finalSchemaName: result.final.schema,
  finalWarehouseName: result.final.warehouse,
  finalRoleName: result.final.role,
  statementTypeId: result.statementTypeId,
  version: 1,
  sendResultTime: now,
  // Drivers keep the newest and send it back with the next statement; what tells services apart in it means nothing here.
  queryContext: { entries: [{ id: 0, timestamp: now * 1_000, priority: 0 }] },
});

type RowsBody = Exclude<StoredResult['body'], { kind: 'transfer' }>;

/** The rows that come with the answer, as an Arrow stream: of the same schema as the chunks where there are some. */
const arrowRows = (columns: readonly ShownColumn[], body: RowsBody) => ({
  rowsetBase64:
    body.kind === 'inline'
      ? new ArrowStream(columnsOfRows(columns, body.rows)).whole(body.rows).toString('base64')
      : new ArrowStream(columnsOf(columns)).whole(body.head).toString('base64'),
});

const chunkList = (result: StoredResult, format: ResultFormat, chunkUrl: ChunkUrl) =>
  result.body.kind === 'parquet'
    ? result.body.chunks.map(({ rows, bytes }, index) => ({
        url: chunkUrl(result, index, format),
        rowCount: rows,
        uncompressedSize: bytes,
        compressedSize: bytes,
      }))
    : [];
