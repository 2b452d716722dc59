import { dataTypeOf, quoteName, type ResultColumn, type SnowflakeTypeName, typeText } from '@firn/snowpark';
import { SNOWFLAKE_TYPE_NAMES } from '@firn/snowpark/internal';
import { z } from 'zod';
import { snowflakeError } from '../errors/raise.js';
import { requireQueryId } from '../status/query-id.js';
import type { Envelope } from '../wire/envelope.js';
import type { RowText } from '../wire/large-answer.js';
import { pause, type RetryPolicy } from '../wire/retry.js';
import type { SessionApi } from '../wire/session-api.js';

const length = z.number().nullish();
/** A column, or a part of its type: the items of an ARRAY, key and value of a MAP, which have no names, the keys of an OBJECT. */
const RowType = z.looseObject({
  name: z.string().nullish(),
  type: z.string(),
  nullable: z.boolean(),
  precision: length,
  scale: length,
  length,
  vectorDimension: length,
  extTypeName: z.string().nullish(),
  get fields() {
    return z.array(RowType).nullish();
  },
});
type RowType = z.infer<typeof RowType>;

const Chunk = z.looseObject({ url: z.string(), rowCount: z.number(), uncompressedSize: z.number().nullish() });
/** One piece of a large result behind an address of its own, readable for some hours by whoever has the address. */
export type Chunk = z.infer<typeof Chunk>;

const ResultData = z.looseObject({
  queryId: z.string(),
  rowtype: z.array(RowType),
  rowset: z.array(z.unknown()).nullish(),
  total: z.number().nullish(),
  version: z.union([z.number(), z.string()]).nullish(),
  queryResultFormat: z.string().nullish(),
  chunks: z.array(Chunk).nullish(),
  chunkHeaders: z.record(z.string(), z.string()).nullish(),
  qrmk: z.string().nullish(),
});

/** What the answer to a result request holds: the columns, the first rows, and where the others are. */
export interface ResultAnswer {
  readonly queryId: string;
  readonly columns: readonly ResultColumn[];
  readonly inlineRows: readonly unknown[];
  /** In their place where there are very many. */
  readonly inlineText: RowText | null;
  readonly chunks: readonly Chunk[];
  readonly chunkHeaders: Readonly<Record<string, string>>;
}

/** Answers that took longer were held by the server, which thereby sets the pace. */
const HELD_MS = 1_000;
const POLL: RetryPolicy = { attempts: Number.POSITIVE_INFINITY, firstPauseMs: 20, longestPauseMs: 1_000 };
const IN_PROGRESS: ReadonlySet<string> = new Set(['333333', '333334']);

/** The query runs on, and its answer comes to whoever asks for its result. */
export const isInProgress = ({ code }: Envelope): boolean => IN_PROGRESS.has(code ?? '');

/**
 * Reads a result by query ID, from any session of the user who ran it. Waits while the query runs: the server holds
 * each request for up to 45 seconds. Also gives fresh chunk addresses for a result whose old ones have expired.
 *
 * @throws SnowflakeError what Snowflake answered, if the query failed, was cancelled or its result is gone.
 */
export const readResultAnswer = async (api: SessionApi, queryId: string, signal?: AbortSignal): Promise<ResultAnswer> =>
  parseResultAnswer(await endedAnswer(api, queryId, signal));

/** The same, before anything of it is read but that the query has ended. */
export async function endedAnswer(api: SessionApi, queryId: string, signal?: AbortSignal): Promise<Envelope> {
  requireQueryId(queryId);
  const path = `/queries/${queryId}/result?disableOfflineChunks=false`;
  for (let poll = 1; ; poll += 1) {
    const askedAt = performance.now();
    const envelope = await api.call({ method: 'GET', path, accept: 'application/snowflake', signal });
    if (!isInProgress(envelope)) return envelope;
    signal?.throwIfAborted();
    // A server that does not hold the request must not be asked in a tight loop.
    if (performance.now() - askedAt < HELD_MS) await pause(POLL, poll, signal);
  }
}

/** @throws SnowflakeError naming what this reader does not know: an Arrow result, an unknown type. */
export function parseResultAnswer(envelope: Envelope): ResultAnswer {
  const parsed = ResultData.safeParse(envelope.data);
  if (!parsed.success) throw unreadable(null, `its answer lacks what a result has (${z.prettifyError(parsed.error)})`);
  const data = parsed.data;
  if (data.queryResultFormat && data.queryResultFormat.toLowerCase() !== 'json') {
    throw unreadable(data.queryId, `it came as ${data.queryResultFormat}, and this reader knows JSON`);
  }
  if (String(data.version ?? 1) === '0') throw unreadable(data.queryId, 'it has the packed time zones of version 0');
  return {
    queryId: data.queryId,
    columns: data.rowtype.map((column) => resultColumn(column, data.queryId)),
    inlineRows: data.rowset ?? [],
    inlineText: envelope.rowText ?? null,
    chunks: data.chunks ?? [],
    chunkHeaders: chunkHeaders(data.chunkHeaders, data.qrmk),
  };
}

function resultColumn(column: RowType, queryId: string): ResultColumn {
  const wire = (column.extTypeName || column.type).toLowerCase();
  const type = SNOWFLAKE_TYPE_NAMES.find((known) => known === wire);
  if (type === undefined) throw unreadable(queryId, `column ${column.name} has the unknown type ${wire}`);
  const structure = structureOf(type, column, queryId);
  return {
    name: column.name ?? '',
    type,
    nullable: column.nullable,
    precision: column.precision ?? null,
    scale: column.scale ?? null,
    length: column.length ?? null,
    ...(structure !== undefined && { structure }),
  };
}

/** A type that is made of others, as Snowflake writes it; undefined for any other. */
function structureOf(
  type: SnowflakeTypeName,
  { fields, vectorDimension }: RowType,
  queryId: string,
): string | undefined {
  if (!fields || fields.length === 0) return undefined;
  const parts = fields.map((field) => ({ column: resultColumn(field, queryId), wire: field.type.toLowerCase() }));
  const texts = parts.map(({ column }) => `${partText(column)}${column.nullable ? '' : ' NOT NULL'}`);
  const [first, second] = texts;
  switch (type) {
    case 'array':
      return `ARRAY(${first})`;
    case 'map':
      return second === undefined ? undefined : `MAP(${first?.replace(/ NOT NULL$/, '')}, ${second})`;
    case 'object':
      return `OBJECT(${parts.map(({ column }, at) => `${quoteName(column.name)} ${texts[at]}`).join(', ')})`;
    case 'vector':
      return vectorDimension
        ? `VECTOR(${parts[0]?.wire === 'fixed' ? 'INT' : 'FLOAT'}, ${vectorDimension})`
        : undefined;
    default:
      return undefined;
  }
}

/** A part keeps its digits, which a column of whole numbers does not need. */
const partText = (part: ResultColumn): string =>
  part.type === 'fixed' ? `NUMBER(${part.precision ?? 38}, ${part.scale ?? 0})` : typeText(dataTypeOf(part));

/** Without headers of its own, a chunk is protected by the key that came with the answer. */
function chunkHeaders(headers: Record<string, string> | null | undefined, key: string | null | undefined) {
  if (headers) return headers;
  if (!key) return {};
  return {
    'x-amz-server-side-encryption-customer-algorithm': 'AES256',
    'x-amz-server-side-encryption-customer-key': key,
  };
}

const unreadable = (queryId: string | null, why: string) =>
  snowflakeError({ code: '000000', queryId, message: `The result cannot be read: ${why}.` });
