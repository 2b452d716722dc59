import { type JobId, pathOf, ResultHeading } from '@firn/contract';
import type { JsonCell, ResultStream } from '@firn/snowpark';
import { FirnUnreachable } from './firn-problem.js';
import { readLines } from './lines.js';
import { pause } from './pause.js';
import type { Transport } from './transport.js';

const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 200;

/**
 * Reads a result page by page. A page that breaks off is asked for again and goes on behind the last row that was handed out,
 * so that a restart of the API in the middle of a long result is not seen.
 */
export async function readRows(transport: Transport, id: JobId, signal?: AbortSignal): Promise<ResultStream> {
  const first = await openPage(transport, id, 0, signal);
  let used = false;
  return {
    columns: first.heading.columns,
    batches: () => {
      // The first page is open already; a second pass over the rows opens it anew.
      const opened = used ? undefined : first;
      used = true;
      return batches(transport, id, first.heading, opened, signal);
    },
  };
}

type Rows = readonly (readonly JsonCell[])[];

interface OpenPage {
  readonly heading: ResultHeading;
  readonly rows: AsyncGenerator<Rows>;
}

async function* batches(
  transport: Transport,
  id: JobId,
  heading: ResultHeading,
  opened: OpenPage | undefined,
  signal?: AbortSignal,
): AsyncGenerator<Rows> {
  let total = 0;
  for (let page = 0; page < Math.max(1, heading.pages); page += 1) {
    for await (const rows of pageRows(transport, id, page, page === 0 ? opened : undefined, signal)) {
      total += rows.length;
      yield rows;
    }
  }
  if (total !== heading.rowCount)
    throw new FirnUnreachable(id, `the result has ${heading.rowCount} rows, but ${total} arrived`);
}

async function* pageRows(
  transport: Transport,
  id: JobId,
  page: number,
  opened: OpenPage | undefined,
  signal?: AbortSignal,
): AsyncGenerator<Rows> {
  let open = opened;
  let handedOut = 0;
  for (let attempt = 1; ; attempt += 1) {
    try {
      open ??= await openPage(transport, id, page, signal);
      let skip = handedOut;
      for await (const batch of open.rows) {
        const fresh = batch.slice(skip);
        skip = Math.max(0, skip - batch.length);
        if (fresh.length === 0) continue;
        handedOut += fresh.length;
        yield fresh;
      }
      return;
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof BrokenOff) || attempt === ATTEMPTS) throw error;
      await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1), signal);
      open = undefined;
    }
  }
}

/** The answer began and did not end. */
class BrokenOff extends FirnUnreachable {}

async function openPage(transport: Transport, id: JobId, page: number, signal?: AbortSignal): Promise<OpenPage> {
  const response = await transport.send({
    method: 'GET',
    path: pathOf('jobResult', id),
    query: { format: 'ndjson', page },
    headers: { accept: 'application/x-ndjson' },
    repeatable: true,
    signal,
  });
  if (response.body === null) throw new FirnUnreachable(response.url, 'the answer has no body');
  const lines = linesOf(response.body, response.url);
  const { value = [], done } = await lines.next();
  const [headingLine, ...firstRows] = value;
  if (done || headingLine === undefined) throw new BrokenOff(response.url, 'the answer is empty');
  return { heading: parseHeading(headingLine, response.url), rows: rowsOf(firstRows, lines) };
}

async function* rowsOf(first: readonly string[], lines: AsyncGenerator<readonly string[]>): AsyncGenerator<Rows> {
  try {
    if (first.length > 0) yield first.map(parseRow);
    for await (const more of lines) yield more.map(parseRow);
  } finally {
    await lines.return(undefined);
  }
}

async function* linesOf(body: ReadableStream<Uint8Array>, url: string): AsyncGenerator<readonly string[]> {
  try {
    yield* readLines(body);
  } catch (error) {
    throw new BrokenOff(url, 'the rows broke off', { cause: error });
  }
}

function parseHeading(line: string, url: string): ResultHeading {
  const parsed = ResultHeading.safeParse(JSON.parse(line));
  if (parsed.success) return parsed.data;
  throw new FirnUnreachable(url, 'the rows do not begin with their columns', { cause: parsed.error });
}

/** Rows are many: a plain loop, where a schema would take longer than the parser. */
function parseRow(line: string): readonly JsonCell[] {
  const row: unknown = JSON.parse(line);
  if (Array.isArray(row) && row.every(isCell)) return row;
  throw new TypeError(`A row is an array of cells, not ${line.slice(0, 100)}`);
}

const isCell = (cell: unknown): cell is JsonCell => cell === null || typeof cell !== 'object';
