import { type JobId, pathOf, ResultHeading } from '@firn/contract';
import type { JsonCell, ResultStream } from '@firn/snowpark';
import { FirnUnreachable } from './firn-problem.js';
import { wholeLines } from './lines.js';
import { pause } from './pause.js';
import type { Transport } from './transport.js';

/** A mark of byte order is part of the text. */
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true });
const NEWLINE = 0x0a;
const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 200;

/**
 * Reads a result page by page. A page that breaks off is asked for again and goes on behind the last row that was handed out,
 * so that a restart of the API in the middle of a long result is not seen.
 */
export async function readRows(transport: Transport, id: JobId, signal?: AbortSignal): Promise<ResultStream> {
  const first = await openFirstPage(transport, id, signal);
  let used = false;
  const lines = () => {
    // The first page is open already; a second pass over the rows opens it anew.
    const opened = used ? undefined : first;
    used = true;
    return allLines(transport, id, first.heading, opened?.lines, signal);
  };
  return {
    columns: first.heading.columns,
    lines,
    batches: async function* () {
      for await (const some of lines()) yield rowsOf(some);
    },
  };
}

type Rows = readonly (readonly JsonCell[])[];

/** Whole lines, a row each. */
type Lines = AsyncGenerator<Uint8Array>;

async function* allLines(
  transport: Transport,
  id: JobId,
  heading: ResultHeading,
  opened: Lines | undefined,
  signal?: AbortSignal,
): Lines {
  let total = 0;
  let next: PageAhead | null = null;
  try {
    for (let page = 0; page < Math.max(1, heading.pages); page += 1) {
      const open = page === 0 ? opened : await next?.opened;
      next = page + 1 < heading.pages ? openAhead(transport, id, page + 1, signal) : null;
      for await (const lines of pageLines(transport, id, page, open, signal)) {
        total += countLines(lines);
        yield lines;
      }
    }
  } finally {
    await next?.giveUp();
  }
  if (total !== heading.rowCount)
    throw new FirnUnreachable(id, `the result has ${heading.rowCount} rows, but ${total} arrived`);
}

/** A page that is asked for while the one before it is read: its beginning is here when its turn comes, and no more of it. */
interface PageAhead {
  /** Nothing where it could not be opened: who needs it opens it anew, and learns why. */
  readonly opened: Promise<Lines | undefined>;
  giveUp(): Promise<void>;
}

function openAhead(transport: Transport, id: JobId, page: number, signal?: AbortSignal): PageAhead {
  const stop = new AbortController();
  const either = signal === undefined ? stop.signal : AbortSignal.any([stop.signal, signal]);
  const opened = openPage(transport, id, page, either).catch(() => undefined);
  return {
    opened,
    giveUp: async () => {
      stop.abort();
      await (await opened)?.return(undefined);
    },
  };
}

async function* pageLines(
  transport: Transport,
  id: JobId,
  page: number,
  opened: Lines | undefined,
  signal?: AbortSignal,
): Lines {
  let open = opened;
  let handedOut = 0; // bytes: a page never changes
  for (let attempt = 1; ; attempt += 1) {
    try {
      open ??= await openPage(transport, id, page, signal);
      let skip = handedOut;
      for await (const lines of open) {
        const fresh = lines.subarray(Math.min(skip, lines.length));
        skip = Math.max(0, skip - lines.length);
        if (fresh.length === 0) continue;
        if (fresh.at(-1) !== NEWLINE) throw new BrokenOff(id, 'the rows broke off within a row');
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

async function openFirstPage(
  transport: Transport,
  id: JobId,
  signal?: AbortSignal,
): Promise<{ readonly heading: ResultHeading; readonly lines: Lines }> {
  const { url, lines } = await ask(transport, id, { page: 0 }, signal);
  const { value, done } = await lines.next();
  if (done) throw new BrokenOff(url, 'the answer is empty');
  const end = value.indexOf(NEWLINE) + 1;
  if (end === 0) throw new BrokenOff(url, 'the answer broke off within its first line');
  const heading = parseHeading(DECODER.decode(value.subarray(0, end)), url);
  return { heading, lines: following(value.subarray(end), lines) };
}

/** Without the columns, which are those of the first page: of thousands of columns they are longer than many a page. */
const openPage = async (transport: Transport, id: JobId, page: number, signal?: AbortSignal): Promise<Lines> =>
  (await ask(transport, id, { page, columns: false }, signal)).lines;

async function ask(
  transport: Transport,
  id: JobId,
  what: { readonly page: number; readonly columns?: boolean },
  signal?: AbortSignal,
): Promise<{ readonly url: string; readonly lines: Lines }> {
  const response = await transport.send({
    method: 'GET',
    path: pathOf('jobResult', id),
    query: { format: 'ndjson', ...what },
    headers: { accept: 'application/x-ndjson' },
    repeatable: true,
    signal,
  });
  if (response.body === null) throw new FirnUnreachable(response.url, 'the answer has no body');
  return { url: response.url, lines: unbroken(response.body, response.url) };
}

async function* following(first: Uint8Array, lines: Lines): Lines {
  try {
    if (first.length > 0) yield first;
    yield* lines;
  } finally {
    await lines.return(undefined);
  }
}

async function* unbroken(body: ReadableStream<Uint8Array>, url: string): Lines {
  try {
    yield* wholeLines(body);
  } catch (error) {
    throw new BrokenOff(url, 'the rows broke off', { cause: error });
  }
}

function parseHeading(line: string, url: string): ResultHeading {
  const parsed = ResultHeading.safeParse(JSON.parse(line));
  if (parsed.success) return parsed.data;
  throw new FirnUnreachable(url, 'the rows do not begin with their columns', { cause: parsed.error });
}

function countLines(lines: Uint8Array): number {
  let count = 0;
  for (let at = lines.indexOf(NEWLINE); at >= 0; at = lines.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}

/** Parsed together: a newline never stands inside a JSON text, so that lines can be joined. Many, so that no schema looks at them. */
function rowsOf(lines: Uint8Array): Rows {
  const rows: readonly unknown[] = JSON.parse(`[${DECODER.decode(lines).trimEnd().replaceAll('\n', ',')}]`);
  return rows.map((row) => {
    if (Array.isArray(row) && row.every(isCell)) return row;
    throw new TypeError(`A row is an array of cells, not ${JSON.stringify(row).slice(0, 100)}`);
  });
}

const isCell = (cell: unknown): cell is JsonCell => cell === null || typeof cell !== 'object';
