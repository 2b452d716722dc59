import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';

/**
 * VARIANTs in their order, equal ones on one line: the row of each is its place. What Snowflake documents is that numbers
 * compare by value whatever their type, and where JSON null and SQL NULL stand.
 */
const IN_ORDER: readonly (readonly string[])[] = [
  [`to_variant('-inf'::float)`],
  [`parse_json('-12345678901234567890123456789012345678')`],
  [`parse_json('-12345678901234567890123456789012345677')`],
  [`parse_json('-1e2')`, `parse_json('-100')`, `to_variant(-100.00)`, `to_variant(-100::float)`],
  [`parse_json('0')`, `parse_json('-0.0')`, `parse_json('0e5')`],
  [`to_variant(0.5)`, `parse_json('5e-1')`],
  [`parse_json('4')`],
  [`parse_json('12.5')`, `parse_json('1.25e1')`, `object_construct('a', 12.5):a`],
  [`parse_json('100')`],
  [`parse_json('9007199254740992')`, `to_variant(9007199254740992::float)`],
  [`parse_json('9007199254740993')`],
  [`parse_json('12345678901234567890123456789012345677')`],
  [`parse_json('12345678901234567890123456789012345678')`],
  [`parse_json('1e300')`],
  [`to_variant('NaN'::float)`, `parse_json('NaN')`],
  [`to_variant('')`],
  [`to_variant('10')`, `parse_json('"10"')`],
  [`to_variant('9')`],
  [`to_variant('B')`],
  [`to_variant('a')`],
  [`to_variant('é')`],
  [`parse_json('false')`],
  [`to_variant(true)`],
  [`to_variant('2024-02-28'::date)`, `to_variant('2024-02-28 00:00:00'::timestamp_ntz)`],
  [
    `to_variant('2024-02-29 10:00:00 +00:00'::timestamp_tz)`,
    `to_variant('2024-02-29 12:00:00 +02:00'::timestamp_tz)`,
    `to_variant('2024-02-29 10:00:00 +00:00'::timestamp_ltz)`,
  ],
  [`to_variant('2024-02-29 12:00:00.000000001'::timestamp_ntz)`],
  [`to_variant('2024-03-01'::date)`],
  [`to_variant('00:00:01'::time)`],
  [`to_variant('10:00:00.000000001'::time)`],
  [`to_variant(to_binary('00'))`],
  [`to_variant(to_binary('FF'))`],
  [`parse_json('{"a": 1}')`, `object_construct('a', 1.0)`, `object_construct('a', 1::float)`],
  [`parse_json('{"a": 2}')`],
  [`parse_json('[1, 2]')`, `array_construct(1::float, 2.0)`],
  [`parse_json('[1, 10]')`],
  [`parse_json('[2]')`],
  [`parse_json('null')`],
];

let engine: SqlEngine;

beforeAll(async () => {
  engine = await sqlEngine();
  const rows = IN_ORDER.flatMap((equal, place) =>
    equal.map((sql) => `select ${place} as place, (${sql})::variant as v`),
  );
  await engine.run(`create table held as ${rows.join(' union all ')}`);
  await engine.run(`insert into held select ${IN_ORDER.length}, null`);
});
afterAll(() => engine.stop());

const COUNT = IN_ORDER.flat().length;

it('compares every pair of VARIANTs by value, with every operator and function that compares', async () => {
  const agrees: readonly (readonly [expression: string, expected: string])[] = [
    ['a.v = b.v', 'a.place = b.place'],
    ['a.v <> b.v', 'a.place <> b.place'],
    ['a.v < b.v', 'a.place < b.place'],
    ['a.v <= b.v', 'a.place <= b.place'],
    ['a.v > b.v', 'a.place > b.place'],
    ['a.v >= b.v', 'a.place >= b.place'],
    ['a.v between b.v and b.v', 'a.place = b.place'],
    ['a.v not between b.v and b.v', 'a.place <> b.place'],
    ['a.v in (b.v)', 'a.place = b.place'],
    ['a.v not in (b.v, b.v)', 'a.place <> b.place'],
    ['a.v is distinct from b.v', 'a.place <> b.place'],
    ['a.v is not distinct from b.v', 'a.place = b.place'],
    ['equal_null(a.v, b.v)', 'a.place = b.place'],
    ['case a.v when b.v then true else false end', 'a.place = b.place'],
    ['nullif(a.v, b.v) is null', 'a.place = b.place'],
    ['decode(a.v, b.v, true, false)', 'a.place = b.place'],
    ['greatest(a.v, b.v) = a.v', 'a.place >= b.place'],
    ['least(a.v, b.v) = a.v', 'a.place <= b.place'],
    ['array_contains(a.v, array_construct(b.v))', 'a.place = b.place'],
    ['array_position(a.v, array_construct(b.v)) is not null', 'a.place = b.place'],
    ['arrays_overlap(array_construct(a.v), array_construct(b.v))', 'a.place = b.place'],
    ['array_size(array_distinct(array_construct(a.v, b.v))) = 1', 'a.place = b.place'],
    ['array_size(array_except(array_construct(a.v), array_construct(b.v))) = 0', 'a.place = b.place'],
    ['array_size(array_intersection(array_construct(a.v), array_construct(b.v))) = 1', 'a.place = b.place'],
    ['array_size(array_remove(array_construct(b.v), a.v)) = 0', 'a.place = b.place'],
    ['array_max(array_construct(a.v, b.v)) = a.v', 'a.place >= b.place'],
    ['array_min(array_construct(a.v, b.v)) = a.v', 'a.place <= b.place'],
    ['array_sort(array_construct(a.v, b.v))[0] = a.v', 'a.place <= b.place'],
    ['array_sort(array_construct(a.v, b.v), false)[0] = a.v', 'a.place >= b.place'],
    ['hash(a.v) = hash(b.v)', 'a.place = b.place'],
  ];
  const wrong = agrees.map(([expression, expected]) => `count_if(not equal_null(${expression}, ${expected}))`);
  const [row] = await engine.rows(
    `select ${wrong.join(', ')}, count(*) from held a join held b on a.v is not null and b.v is not null`,
  );
  expect(agrees.map(([expression], at) => [expression, row?.[at]])).toEqual(
    agrees.map(([expression]) => [expression, '0']),
  );
  expect(row?.at(-1)).toBe(String(COUNT ** 2));
});

it('sorts, ranks and groups VARIANTs by value', async () => {
  const last = String(IN_ORDER.length);
  expect(await engine.rows(`select distinct place from (select place from held order by v limit 1000)`)).toHaveLength(
    IN_ORDER.length + 1,
  );
  const sorted = await engine.rows('select place from held order by v, place');
  expect(sorted.map(([place]) => Number(place))).toEqual(
    sorted.map(([place]) => Number(place)).toSorted((a, b) => a - b),
  );
  expect((await engine.rows('select place from held order by v desc'))[0]).toEqual([last]);
  const wrong = `select count_if(rank <> place_rank), count_if(dense <> place_dense), count_if(alike <> place_alike) from (
    select rank() over (order by v) as rank, rank() over (order by place) as place_rank,
      dense_rank() over (order by v desc) as dense, dense_rank() over (order by place desc) as place_dense,
      count(*) over (partition by v) as alike, count(*) over (partition by place) as place_alike from held)`;
  expect(await engine.rows(wrong)).toEqual([['0', '0', '0']]);
  const groups = IN_ORDER.length + 1;
  const counted = (from: string) => engine.value(`select count(*) from (${from})`);
  expect(await counted('select v, count(*) from held group by v')).toBe(String(groups));
  expect(await counted('select v, min(place) as p from held group by v having min(place) = max(place)')).toBe(
    String(groups),
  );
  expect(await counted('select v from held group by grouping sets ((v), ())')).toBe(String(groups + 1));
  expect(await counted('select distinct v from held')).toBe(String(groups));
  expect(await counted('select v from held union select v from held')).toBe(String(groups));
  expect(await counted('select v from held intersect select v from held')).toBe(String(groups));
  expect(await counted('select v from held except select v from held where place < 5')).toBe(String(groups - 5));
  expect(await counted('select place from held qualify row_number() over (partition by v order by place) = 1')).toBe(
    String(groups),
  );
  expect(await engine.value('select count(distinct v) from held')).toBe(String(groups - 1));
  expect(await engine.value('select array_size(array_agg(distinct v)) from held')).toBe(String(groups - 1));
  expect(await engine.value('select count(*) from held a join held b using (v)')).toBe(
    String(IN_ORDER.reduce((sum, equal) => sum + equal.length ** 2, 0)),
  );
  expect(await engine.value('select count(*) from held where v in (select v from held)')).toBe(String(COUNT));
});

it('finds the lowest, the highest and the most frequent VARIANT by value', async () => {
  const of = (values: string, expressions: string) =>
    engine.rows(`select ${expressions} from (select parse_json(column1) as v, column2 as n from values ${values})`);
  const numbers = `('12.5', 'a'), ('4', 'b'), ('100', 'c'), (null, 'd'), ('4e0', 'e')`;
  expect(
    await of(
      numbers,
      "min(v), max(v), min_by(n, v) in ('b', 'e'), max_by(n, v), mode(v) = 4, median(v), typeof(max(v))",
    ),
  ).toEqual([['4', '100', '1', 'c', '1', '8.25', 'INTEGER']]);
  expect(
    await of(
      numbers,
      'to_json(array_agg(distinct v) within group (order by v)), listagg(n) within group (order by v desc)',
    ),
  ).toEqual([['[4,12.5,100]', expect.stringMatching(/^dca(be|eb)$/)]]);
  expect(await of(`('12.5', 'a'), ('null', 'b'), ('"x"', 'c')`, 'min(v), max(v)')).toEqual([['12.5', 'null']]);
  expect(
    await engine.rows(`select max(v) over (order by n rows between 1 preceding and current row)
      from (select parse_json(column1) as v, column2 as n from values ('100', 1), ('4', 2), ('12.5', 3)) order by n`),
  ).toEqual([['100'], ['100'], ['12.5']]);
});

it.each<[string, string | null]>([
  [`parse_json('{"a":12.5}'):a < 13`, '1'],
  [`parse_json('{"a":12.5}'):a = 13`, '0'],
  [`parse_json('12.5') between 12 and 12.6`, '1'],
  [`parse_json('12.5') in (11, 12.5)`, '1'],
  [`parse_json('12.5') in (11, 'x')`, '0'],
  [`parse_json('1.25e1') = 12.50`, '1'],
  [`parse_json('9007199254740993') = 9007199254740992`, '0'],
  [`parse_json('9007199254740993') > 9007199254740992::float`, '1'],
  [`parse_json('12345678901234567890123456789012345678') = 12345678901234567890123456789012345678`, '1'],
  [`parse_json('"12"') = 12`, '1'],
  [`parse_json('"1.2e1"') = 12`, '1'],
  [`parse_json('"abc"') = 12`, '0'],
  [`parse_json('[12]') = 12`, '0'],
  [`parse_json('true') = true`, '1'],
  [`parse_json('"b"') > 'a'`, '1'],
  [`parse_json('12') = '12'`, '1'],
  [`parse_json('"2024-02-29"') = '2024-02-29'::date`, '1'],
  [`to_variant('2024-02-29'::date) < '2024-02-29 00:00:01'::timestamp_ntz`, '1'],
  [`to_variant('2024-02-29 10:00:00 +02:00'::timestamp_tz) = '2024-02-29 08:00:00 +00:00'::timestamp_tz`, '1'],
  [`to_variant('10:00:00'::time) = '10:00:00'::time`, '1'],
  [`to_variant(to_binary('FF')) = to_binary('FF')`, '1'],
  [`parse_json('null') = 12`, null],
  [`parse_json('null') < 12`, null],
  [`parse_json('null') = 'null'`, null],
  [`parse_json('null') = parse_json('null')`, '1'],
  [`parse_json('null') = null`, null],
  [`parse_json('null') is distinct from null`, '1'],
  [`equal_null(parse_json('null'), null)`, '0'],
  [`decode(parse_json('null'), null, 'sql', 'json')`, 'json'],
  [`nullif(parse_json('5'), 5)`, null],
  [`greatest(parse_json('12.5'), 4, 100)`, '100'],
  [`least(parse_json('12.5'), 4, null)`, null],
  [`greatest_ignore_nulls(parse_json('12.5'), null, 4)`, '12.5'],
])('compares %s', async (sql, expected) => {
  expect(await engine.value(`select ${sql}`)).toBe(expected);
});

it('keeps a comparison of a VARIANT in a MERGE condition by value', async () => {
  await engine.run(`create table merged as select parse_json('5') as k, 0 as n union all select parse_json('"5"'), 0`);
  expect(
    await engine.rows(`merge into merged using (select parse_json('5e0') as k) s on merged.k = s.k
      when matched then update set n = 1 when not matched then insert values (s.k, 2)`),
  ).toEqual([['0', '1']]);
  expect(await engine.rows('select typeof(k), n from merged order by n')).toEqual([
    ['VARCHAR', '0'],
    ['INTEGER', '1'],
  ]);
});

describe('a clock without a zone beside an instant', () => {
  const run = { parameters: { TIMEZONE: 'America/New_York' } };
  const ntz = `to_variant('2024-02-29 05:00:00'::timestamp_ntz)`;
  const tz = `to_variant('2024-02-29 12:00:00 +02:00'::timestamp_tz)`;

  it.each([
    [`${ntz} = ${tz}`, '1'],
    [`${ntz} < to_variant('2024-02-29 10:00:00.000000001 +00:00'::timestamp_ltz)`, '1'],
    [`to_variant('2024-02-29'::date) = to_variant('2024-02-29 05:00:00 +00:00'::timestamp_ltz)`, '1'],
    [`array_construct(${ntz}) = array_construct(${tz})`, '1'],
    [`array_contains(${tz}, array_construct(${ntz}))`, '1'],
    [`array_position(${tz}, array_construct(1, ${ntz}))`, '1'],
    [`arrays_overlap(array_construct(${tz}), array_construct(${ntz}))`, '1'],
    [`array_size(array_distinct(array_construct(${tz}, ${ntz})))`, '1'],
    [`array_size(array_except(array_construct(${tz}), array_construct(${ntz})))`, '0'],
    [`hash(${ntz}) = hash(${tz})`, '1'],
    [`${ntz} in (1, ${tz})`, '1'],
    [`count(distinct v) from (select ${ntz} as v union all select ${tz})`, '1'],
    [`count(*) from (select ${ntz} as v union select ${tz})`, '1'],
    [`count(*) from (select ${ntz} as v intersect select ${tz})`, '1'],
    [`count(*) from (select ${ntz} as v) a join (select ${tz} as v) b using (v)`, '1'],
    [
      `typeof(max(v)) from (select ${ntz} as v union all select to_variant('2024-02-29 09:59:59 +00:00'::timestamp_tz))`,
      'TIMESTAMP_NTZ',
    ],
    [
      `listagg(typeof(v), ' ') within group (order by v) from (select ${ntz} as v union all select to_variant('2024-02-29 09:00:00 +00:00'::timestamp_tz))`,
      'TIMESTAMP_TZ TIMESTAMP_NTZ',
    ],
    [
      `count(distinct v) from (select to_variant('2024-03-10 02:30:00'::timestamp_ntz) as v union all select to_variant('2024-03-10 03:30:00'::timestamp_ntz))`,
      '2',
    ],
  ])('is read in the zone of the session: %s', async (sql, expected) => {
    expect(await engine.value(`select ${sql}`, run)).toBe(expected);
  });
});
