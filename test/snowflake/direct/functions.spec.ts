import * as F from '@firn/snowpark';
import { type AnyColumn, col, lit } from '@firn/snowpark';
import { useDirect } from '../../support/direct.js';

const direct = useDirect();

/** N is 7, X is 2.5, S is `a,b,c`, D a date, O an object, A an array, Z NULL. */
const one = () =>
  direct.session.sql(
    `select 7 as n, 2.5::float as x, 'a,b,c' as s, '2020-02-28'::date as d, parse_json('{"k":1}')::object as o,
     parse_json('[3,1,2]')::array as a, null::int as z`,
  );

const CASES: readonly (readonly [AnyColumn, string | null])[] = [
  [F.log2(lit(8)), '3'],
  [F.log10(lit(100)), '2'],
  [F.div0null('n', 0), '0'],
  [F.divnull('n', lit(0)), null],
  [F.widthBucket('n', 0, 10, 5), '4'],
  [F.bitand('n', lit(3)), '3'],
  [F.bitor('n', lit(8)), '15'],
  [F.bitxor('n', lit(1)), '6'],
  [F.bitshiftleft('n', 2), '28'],
  [F.bitshiftright('n', 1), '3'],
  [F.signum('n'), '1'],
  [F.negate('n'), '-7'],
  [F.substringIndex('s', ',', 2), 'a,b'],
  [F.substringIndex('s', ',', -1), 'c'],
  [F.insert('s', 1, 2, 'X'), 'Xb,c'],
  [F.charindex('b', 's'), '3'],
  [F.locate('c', 's'), '5'],
  [F.instr('s', 'b'), '3'],
  [F.strtok('s', ',', 2), 'b'],
  [F.editdistance('s', lit('a,b')), '2'],
  [F.startswith('s', 'a'), 'true'],
  [F.endswith('s', 'c'), 'true'],
  [F.regexpSubstr('s', '[bc]', 1, 2), 'c'],
  [F.regexpExtract('s', '(b),(c)', 2), 'c'],
  [F.regexpReplace('s', ',', ';', 1, 1), 'a;b,c'],
  [F.regexpInstr('s', 'b'), '3'],
  [F.regexpCount('s', ','), '2'],
  [F.base64('s'), 'YSxiLGM='],
  [F.unbase64(lit('YQ==')), 'a'],
  [F.hex(lit('a')), '61'],
  [F.hexDecodeString(lit('61')), 'a'],
  [F.sha1(lit('a')), '86f7e437faa5a7fce15d1ddcb9eaeaea377667b8'],
  [F.day('d'), '28'],
  [F.dateAdd('d', 2), '2020-03-01'],
  [F.dateSub('d', 28), '2020-01-31'],
  [F.daydiff('d', lit(F.SnowDate.of(2020, 2, 1))), '27'],
  [F.dateadd('month', 1, 'd'), '2020-03-28'],
  [F.lastDay('d'), '2020-02-29'],
  [F.previousDay('d', 'mo'), '2020-02-24'],
  [F.unixTimestamp(lit('1970-01-02')), '86400'],
  [F.arraySort('a'), '[1,2,3]'],
  [F.sortArray('a', false), '[3,2,1]'],
  [F.arrayMax('a'), '3'],
  [F.arrayMin('a'), '1'],
  [F.arrayPrepend('a', 0), '[0,3,1,2]'],
  [F.arrayInsert('a', 1, 9), '[3,9,1,2]'],
  [F.arrayRemove('a', F.toVariant(lit(1))), '[3,2]'],
  [F.arrayRemoveAt('a', 0), '[1,2]'],
  [F.arrayReverse('a'), '[2,1,3]'],
  [F.arrayPosition(2, 'a'), '2'],
  [F.arrayExcept('a', F.arrayConstruct(1)), '[3,2]'],
  [F.arrayIntersection('a', F.arrayConstruct(1, 9)), '[1]'],
  [F.arraysOverlap('a', F.arrayConstruct(1)), 'true'],
  [F.arrayGenerateRange(1, 3), '[1,2]'],
  [F.sequence(1, 3), '[1,2,3]'],
  [F.sequence(3, 1), '[3,2,1]'],
  [F.size('a'), '3'],
  [F.arrayJoin('a', '-'), '3-1-2'],
  [F.objectInsert('o', 'l', 2), '{"k":1,"l":2}'],
  [F.objectDelete('o', 'k'), '{}'],
  [F.objectPick('o', 'k'), '{"k":1}'],
  [F.getIgnoreCase('o', 'K'), '1'],
  [F.elementAt('o', 'k'), '1'],
  [F.struct('n', 'z'), '{"N":7,"Z":null}'],
  [F.typeof_(F.toVariant('s')), 'VARCHAR'],
  [F.isInteger(F.toVariant('n')), 'true'],
  [F.asInteger(F.toVariant('n')), '7'],
  [F.asVarchar(F.toVariant('n')), null],
  [F.nvl2('z', 1, 2), '2'],
  [F.decode('n', 7, 'seven', 'other'), 'seven'],
  [F.greatestIgnoreNulls('n', 'z'), '7'],
  [F.booland('n', 'n'), 'true'],
  [F.cast('n', 'varchar'), '7'],
  [F.tryCast('s', 'int'), null],
];

it.each(CASES.map(([column, expected], at) => ({ at, column, expected })))(
  'function $at gives $expected',
  async ({ column, expected }) => {
    const [row] = await one().select(new F.Column(column.expr).as('v'), col('n')).collect();
    const value: unknown = row?.get('v');
    const shown = value === null || value === undefined ? null : String(value);
    expect(shown?.replaceAll(/\s/g, '') ?? null).toBe(expected?.replaceAll(/\s/g, '') ?? null);
  },
);
