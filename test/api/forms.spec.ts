import fc from 'fast-check';
import { negotiate } from '../../apps/api/src/http/negotiate.js';
import { RouteTable } from '../../apps/api/src/http/route-table.js';
import { toObjectLine } from '../../apps/api/src/results/objects.js';

describe('toObjectLine', () => {
  it('moves every cell under its name and changes none', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
    );
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(fc.string(), cell), { selector: ([name]) => name }), (fields) => {
        const line = JSON.stringify(fields.map(([, value]) => value));
        const object = toObjectLine(
          line,
          fields.map(([name]) => JSON.stringify(name)),
        );
        expect(JSON.parse(object)).toEqual(
          JSON.parse(
            `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`,
          ),
        );
      }),
    );
  });

  it('keeps the digits of a number as they were written', () => {
    expect(toObjectLine('[1.10,12345678901234567890,1e+22]', ['"a"', '"b"', '"c"'])).toBe(
      '{"a":1.10,"b":12345678901234567890,"c":1e+22}',
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
