import { StringDecoder } from 'node:string_decoder';
import { ProblemError } from '@firn/contract';
import { repeatedNames, toObjectLine } from './objects.js';
import type { ResultSource } from './result-source.js';

export interface RowForm {
  readonly format: 'json' | 'ndjson';
  readonly rows: 'arrays' | 'objects';
  /** NDJSON: whether the first line holds the columns. */
  readonly heading: boolean;
}

/**
 * A result as the text of an answer, in pieces. Nothing is held but the piece at hand: whoever reads slowly slows the reading
 * of the pages down.
 *
 * @throws ProblemError before the first piece where rows as objects would lose cells.
 */
export function writeRows(source: ResultSource, form: RowForm): AsyncGenerator<Buffer | string> {
  const names = source.columns.map(({ name }) => name);
  if (form.rows === 'objects') refuseRepeated(names);
  if (form.format === 'json') return jsonDocument(source, rewriter(names, form));
  return form.rows === 'arrays'
    ? storedLines(source, form.heading)
    : objectLines(source, rewriter(names, form), form.heading);
}

const heading = ({ columns, rowCount, pages }: ResultSource) => `${JSON.stringify({ columns, rowCount, pages })}\n`;

/** The pages as they are stored: no byte is looked at. */
function storedLines(source: ResultSource, withHeading: boolean): AsyncGenerator<Buffer | string> {
  return withHeading ? begin(heading(source), source.pieces()) : source.pieces();
}

function objectLines(
  source: ResultSource,
  rewrite: (line: string) => string,
  withHeading: boolean,
): AsyncGenerator<string> {
  const lines = mapLines(source.pieces(), (some) => some.map((line) => `${rewrite(line)}\n`).join(''));
  return withHeading ? begin(heading(source), lines) : lines;
}

function jsonDocument(source: ResultSource, rewrite: (line: string) => string): AsyncGenerator<string> {
  const { id, columns, rowCount, pages, page } = source;
  const head = `${JSON.stringify({ id, columns, rowCount, pages, page }).slice(0, -1)},"rows":[\n`;
  let between = '';
  const rows = mapLines(source.pieces(), (some) => {
    const text = between + some.map(rewrite).join(',\n');
    between = ',\n';
    return text;
  });
  return begin(head, rows, '\n]}\n');
}

/** Puts text around `body`. The body is begun first: when its first piece cannot be had, nothing has been said yet. */
async function* begin<Piece>(head: string, body: AsyncGenerator<Piece>, tail = ''): AsyncGenerator<Piece | string> {
  try {
    let piece = await body.next();
    yield head;
    for (; !piece.done; piece = await body.next()) yield piece.value;
    if (tail !== '') yield tail;
  } finally {
    await body.return(undefined);
  }
}

function rewriter(names: readonly string[], { rows }: RowForm): (line: string) => string {
  if (rows === 'arrays') return (line) => line;
  const quoted = names.map((name) => JSON.stringify(name));
  return (line) => toObjectLine(line, quoted);
}

/** Gives the whole lines of each piece to `map`; a piece may end in the middle of a line, or of a character. */
async function* mapLines(
  pieces: AsyncIterable<Buffer>,
  map: (lines: readonly string[]) => string,
): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + decoder.write(piece)).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) yield map(lines);
  }
  if (rest !== '') yield map([rest]);
}

function refuseRepeated(names: readonly string[]): void {
  const repeated = repeatedNames(names);
  if (repeated.length === 0) return;
  throw ProblemError.of('invalid_request', {
    path: 'query.rows',
    detail: `Several columns are called ${repeated.join(', ')}; an object can hold only one of each name.`,
    cure: 'Read the rows as arrays, or give the columns different names with AS.',
  });
}
