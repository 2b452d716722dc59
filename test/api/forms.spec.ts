import fc from 'fast-check';
import { negotiate } from '../../apps/api/src/http/negotiate.js';
import { RouteTable } from '../../apps/api/src/http/route-table.js';
import { BEFORE_ROWS, type RowForm, rewritePiece } from '../../apps/api/src/results/row-text.js';

/** The text in another form, given in pieces of so many bytes. */
function rewritten(text: string, form: RowForm, pieceBytes: number): string {
  const bytes = Buffer.from(text);
  const out: Uint8Array[] = [];
  let place = BEFORE_ROWS;
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const piece = rewritePiece(bytes.subarray(at, at + pieceBytes), place, form);
    out.push(piece.bytes);
    place = piece.place;
  }
  return Buffer.concat(out).toString('utf8');
}

describe('rows in another form', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
  );
  const table = fc.uniqueArray(fc.string({ unit: 'binary' }), { maxLength: 5 }).chain((names) =>
    fc.record({
      names: fc.constant(names),
      rows: fc.array(fc.array(cell, { minLength: names.length, maxLength: names.length }), { maxLength: 4 }),
      pieceBytes: fc.integer({ min: 1, max: 40 }),
    }),
  );
  const linesOf = (rows: readonly unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

  it('have every cell under its name, unchanged, wherever a piece ends', () => {
    fc.assert(
      fc.property(table, ({ names, rows, pieceBytes }) => {
        const quoted = names.map((name) => JSON.stringify(name));
        const objects = rows.map(
          (row) => `{${row.map((value, at) => `${quoted[at]}:${JSON.stringify(value)}`).join(',')}}\n`,
        );
        const form = { names: quoted, between: '', last: '\n' };
        expect(rewritten(linesOf(rows), form, pieceBytes)).toBe(objects.join(''));
      }),
    );
  });

  it('stand in a list with commas between them', () => {
    fc.assert(
      fc.property(table, ({ rows, pieceBytes }) => {
        const list = rewritten(linesOf(rows), { names: null, between: ',\n', last: '' }, pieceBytes);
        expect(list).toBe(rows.map((row) => JSON.stringify(row)).join(',\n'));
      }),
    );
  });

  it('keep the digits of a number as they were written', () => {
    const form = { names: ['"a"', '"b"', '"c"'], between: '', last: '\n' };
    expect(rewritten('[1.10,12345678901234567890,1e+22]\n', form, 7)).toBe(
      '{"a":1.10,"b":12345678901234567890,"c":1e+22}\n',
    );
  });
});

describe('negotiate', () => {
  it.each([
    [undefined, undefined, 'json'],
    [undefined, '*/*', 'json'],
    [undefined, 'application/x-ndjson', 'ndjson'],
    [undefined, 'application/json;q=0.5, application/x-ndjson', 'ndjson'],
    [undefined, 'text/html, application/xhtml+xml, */*;q=0.8', 'json'],
    ['ndjson', 'application/json', 'ndjson'],
    [undefined, 'application/json;q=0.1, application/ndjson;q=0.2', 'ndjson'],
    [undefined, '*/*;q=0.1, application/jsonl;q=0', 'json'],
  ] as const)('format %p and Accept %p give %s', (format, accept, expected) => {
    expect(negotiate(format, accept)).toBe(expected);
  });
});

describe('negotiate, refusing', () => {
  it.each(['text/csv', 'application/json;q=0, */*', 'application/x-ndjson;q=0'])('has nothing for %s', (accept) => {
    expect(() => negotiate(undefined, accept)).toThrow('not_acceptable');
  });
});

describe('RouteTable', () => {
  const table = new RouteTable();
  table.add('/v1/jobs', ['GET']);
  table.add('/v1/jobs', ['POST']);
  table.add('/v1/jobs/:id', ['GET', 'HEAD']);
  table.add('/docs/*', ['GET']);

  it.each([
    ['/v1/jobs', ['GET', 'POST']],
    ['/v1/jobs/x', ['GET', 'HEAD']],
    ['/v1/jobs/x/y', []],
    ['/docs/a/b.css', ['GET']],
    ['/', []],
  ])('knows the methods of %s', (path, methods) => {
    expect(table.methodsOf(path)).toEqual(methods);
  });
});
