import { ProblemError } from '@firn/contract';
import type { ResultSource } from './result-source.js';
import type { RowRewriter } from './row-rewriter.js';
import type { RowForm } from './row-text.js';

export interface AnswerForm {
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
export function writeRows(
  source: ResultSource,
  answer: AnswerForm,
  rewriter: RowRewriter,
): AsyncGenerator<Uint8Array | string> {
  const columnNames = source.columns.map(({ name }) => name);
  if (answer.rows === 'objects') refuseRepeated(columnNames);
  const names = answer.rows === 'objects' ? columnNames.map((name) => JSON.stringify(name)) : null;
  const rowsAs = (form: RowForm) => rewriter.rewrite(source.pieces(), form);
  if (answer.format === 'json') {
    const { id, columns, rowCount, pages, page } = source;
    const head = `${JSON.stringify({ id, columns, rowCount, pages, page }).slice(0, -1)},"rows":[\n`;
    return begin(head, rowsAs({ names, between: ',\n', last: '' }), '\n]}\n');
  }
  // Rows as arrays are sent as they are stored: no byte is looked at.
  const lines = names === null ? source.pieces() : rowsAs({ names, between: '', last: '\n' });
  return answer.heading ? begin(heading(source), lines) : lines;
}

const heading = ({ columns, rowCount, pages }: ResultSource) => `${JSON.stringify({ columns, rowCount, pages })}\n`;

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

/** An object cannot hold two columns of one name. */
function refuseRepeated(names: readonly string[]): void {
  const repeated = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  if (repeated.length === 0) return;
  throw ProblemError.of('invalid_request', {
    path: 'query.rows',
    detail: `Several columns are called ${repeated.join(', ')}; an object can hold only one of each name.`,
    cure: 'Read the rows as arrays, or give the columns different names with AS.',
  });
}
