import fc from 'fast-check';
import { divideText, exact, multiplyText, rescale, write } from '../../../apps/snowflake-local/src/types/exact-text.js';
import { numberLiteral, realLiteral, textLiteral } from '../../../apps/snowflake-local/src/types/literal.js';
import { arithmetic, negate } from '../../../apps/snowflake-local/src/types/operators/arithmetic.js';
import { typeText } from '../../../apps/snowflake-local/src/types/snow-type.js';
import { propertyRuns } from '../../support/property-runs.js';
import { context, ValueEngine } from './engine.js';

const session = context();
let engine: ValueEngine;
beforeAll(async () => {
  engine = await ValueEngine.open();
});
afterAll(() => engine.close());

type Operator = '+' | '-' | '*' | '/' | '%';
const of = (left: string, operator: Operator, right: string) =>
  engine.outcome(() => arithmetic(operator, numberLiteral(left), numberLiteral(right), session));

describe('arithmetic', () => {
  it.each<[string, Operator, string, string, string]>([
    ['1', '+', '2', '3', 'NUMBER(2,0)'],
    ['9223372036854775807', '+', '1', '9223372036854775808', 'NUMBER(20,0)'],
    ['-9223372036854775808', '-', '1', '-9223372036854775809', 'NUMBER(20,0)'],
    ['1.50', '+', '2.005', '3.505', 'NUMBER(5,3)'],
    ['9223372036854775807', '*', '9223372036854775807', '85070591730234615847396907784232501249', 'NUMBER(38,0)'],
    ['1.5', '*', '1.5', '2.25', 'NUMBER(4,2)'],
    ['1.123456789', '*', '1.123456789', '1.262155156750', 'NUMBER(14,12)'],
    ['1', '/', '3', '0.333333', 'NUMBER(7,6)'],
    ['2', '/', '3', '0.666667', 'NUMBER(7,6)'],
    ['-2', '/', '3', '-0.666667', 'NUMBER(7,6)'],
    ['10.00', '/', '4', '2.50000000', 'NUMBER(10,8)'],
    ['1', '/', '0.001', '1000.000000', 'NUMBER(10,6)'],
    ['7', '%', '3', '1', 'NUMBER(1,0)'],
    ['-7', '%', '3', '-1', 'NUMBER(1,0)'],
    ['7.5', '%', '2', '1.5', 'NUMBER(2,1)'],
    ['99999999999999999999999999999999999999', '/', '3', '33333333333333333333333333333333333333.000000', ''],
  ])('%s %s %s is %s', async (left, operator, right, cell, type) => {
    const outcome = await of(left, operator, right);
    if (type === '') expect(outcome).toEqual({ error: expect.stringMatching(/^1000(46|39) 22003 /) });
    else expect(outcome).toEqual({ cell, type });
  });

  it.each<[string, Operator, string, string]>([
    ['1', '/', '0', '100051 22012 Division by zero'],
    ['1.5', '/', '0.0', '100051 22012 Division by zero'],
    ['7', '%', '0', '100051 22012 Division by zero'],
  ])('%s %s %s fails', async (left, operator, right, error) => {
    expect(await of(left, operator, right)).toEqual({ error });
  });

  it('refuses a 39th digit', async () => {
    const nines = '9'.repeat(38);
    expect(await of(nines, '+', '1')).toEqual({ error: expect.stringContaining('100046 22003') });
    expect(await of(nines, '*', '10')).toEqual({ error: expect.stringContaining('100046 22003') });
  });

  it('divides FLOAT by zero as an error too', async () => {
    expect(await engine.outcome(() => arithmetic('/', realLiteral('1'), realLiteral('0'), session))).toEqual({
      error: '100051 22012 Division by zero',
    });
  });

  it('takes texts for numbers', async () => {
    expect(await engine.cell(arithmetic('+', textLiteral('4'), numberLiteral('0'), session))).toBe('4');
    expect(await engine.outcome(() => arithmetic('+', textLiteral('abc'), numberLiteral('0'), session))).toEqual({
      error: "100038 22018 Numeric value 'abc' is not recognized",
    });
  });

  it('negates the lowest BIGINT', async () => {
    const lowest = numberLiteral('-9223372036854775808');
    const column = { sql: lowest.sql, type: lowest.type, physical: lowest.physical, nullable: true };
    expect(await engine.cell(negate(column, session))).toBe('9223372036854775808');
  });

  it('is as deep as it is long: text grows by a constant with every level', () => {
    let value = numberLiteral('1000000');
    const lengths: number[] = [];
    for (let level = 0; level < 12; level += 1) {
      value = arithmetic('/', value, numberLiteral('3'), session);
      lengths.push(value.sql.length);
    }
    expect((lengths[11] ?? 0) - (lengths[10] ?? 0)).toBeLessThan(4_000);
  });

  const digits = (most: number) =>
    fc.tuple(
      fc.bigInt({ min: -(10n ** BigInt(most)) + 1n, max: 10n ** BigInt(most) - 1n }),
      fc.nat(Math.min(most, 20)),
    );
  const decimalText = ([units, scale]: [bigint, number]) => write({ units, scale });

  it.each<[Operator, (a: string, b: string, scale: number) => string]>([
    ['+', (a, b, scale) => write({ units: rescale(exact(a), scale).units + rescale(exact(b), scale).units, scale })],
    ['-', (a, b, scale) => write({ units: rescale(exact(a), scale).units - rescale(exact(b), scale).units, scale })],
    ['*', multiplyText],
    ['/', divideText],
  ])('agrees with BigInt on %s for numbers of up to 38 digits', async (operator, reference) => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(digits(6), digits(18), digits(38)),
        fc.oneof(digits(6), digits(18), digits(38)),
        async (l, r) => {
          const [left, right] = [decimalText(l), decimalText(r)];
          if (operator === '/' && exact(right).units === 0n) return;
          const typed = arithmetic(operator, numberLiteral(left), numberLiteral(right), session);
          const scale = typed.type.kind === 'fixed' ? typed.type.scale : 0;
          const expected = reference(left, right, scale);
          const fits = expected.replace(/[-.]/g, '').replace(/^0+/, '').length <= 38;
          const outcome = await engine.outcome(() => typed);
          if (fits && 'error' in outcome && operator !== '*' && operator !== '/') {
            // An operand itself may not fit the scale of the sum: no NUMBER holds it there.
            expect(outcome.error).toMatch(/^100046/);
            return;
          }
          expect(outcome).toEqual(
            fits ? { cell: expected, type: typeText(typed.type) } : { error: expect.stringMatching(/^1000(46|39)/) },
          );
        },
      ),
      { numRuns: propertyRuns(150) },
    );
  });
});
