import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';
import { check } from '../functions/table.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run('create table places (id int, g geography, m geometry)');
});
afterAll(() => engine.stop());

const AREA = 'POLYGON((0 0,2 0,2 2,0 0),(1 0.5,1.5 0.5,1 0.6,1 0.5))';
const shapes = [
  'POINT(1.5 -2)',
  'LINESTRING(1 1,2 2)',
  AREA,
  'MULTIPOINT((1 1),(2 2))',
  'MULTILINESTRING((0 0,1 1),(2 2,3 3))',
  `MULTIPOLYGON(((0 0,2 0,2 2,0 0)),((5 5,6 5,6 6,5 5)))`,
  'GEOMETRYCOLLECTION(POINT(1 2),LINESTRING(0 0,1 1))',
  'GEOMETRYCOLLECTION EMPTY',
];

it.each(shapes)('reads %s in every format that it writes', async (wkt) => {
  const written = ['st_asgeojson(g)', 'st_aswkt(g)', 'st_asewkt(g)', 'st_aswkb(g)', 'st_asewkb(g)'];
  const back = written.map((each) => `st_aswkt(to_geography(${each}))`);
  const [row] = await engine.rows(`select ${back.join(', ')} from (select to_geography('${wkt}') as g)`);
  expect(row).toEqual(written.map(() => wkt));
});

it('writes the bytes and texts that others write', () =>
  check(engine, [
    ["st_asgeojson('POINT(1.5 -2)'::geography)::varchar", '{"coordinates":[1.5,-2],"type":"Point"}'],
    ["st_aswkb(to_geography('POINT(1 2)'))", '0101000000000000000000F03F0000000000000040'],
    ["st_asewkb(to_geography('POINT(1 2)'))", '0101000020E6100000000000000000F03F0000000000000040'],
    ["st_asewkt(to_geography('point ( 1  2 )'))", 'SRID=4326;POINT(1 2)'],
    ["st_aswkt(to_geometry('00000000013FF00000000000004000000000000000'))", 'POINT(1 2)'],
    [
      'st_aswkt(to_geography(parse_json(\'{"type":"Point","coordinates":[1e-7, 2.123456789012345678]}\')))',
      'POINT(0.0000001 2.12345678901235)',
    ],
    ["st_asewkt(to_geometry('POINT(500 900)', 3857))", 'SRID=3857;POINT(500 900)'],
    ["st_srid(st_setsrid(to_geometry('SRID=1;POINT(500 900)'), 2))", '2'],
    ["st_asewkb(to_geometry('POINT(1 2)', 1))", '010100002001000000000000000000F03F0000000000000040'],
    ['st_aswkt(st_makepoint(-122.35, 37.55))', 'POINT(-122.35 37.55)'],
    ["st_x(to_geography('POINT(3 4)')) || ',' || st_y(to_geometry('POINT(3 4)'))", '3,4'],
    ['to_geography(null)', null],
    ["try_to_geography('POINT(1)')", null],
    ["to_geography('POINT(1 2)')::variant:coordinates[1]", '2'],
  ]));

it('refuses what is no shape, and what the globe has no place for', () =>
  check(engine, [
    [
      "to_geography('POINT(1)')",
      '!100205 Error parsing Geo input: POINT(1). Did not recognize valid GeoJSON, (E)WKT or (E)WKB: a position has two coordinates.',
    ],
    ["to_geography('CIRCLE(1 2)')", '!100205 Error parsing Geo input: CIRCLE(1 2). Did not'],
    ["to_geography('0101000000FFFFFFFF')", '!100205 Error parsing Geo input'],
    ["to_geography('0104000000FFFFFFFF')", '!100205 Error parsing Geo input'],
    ['to_geography(\'{"type":"Feature"}\')', '!100205 Error parsing Geo input'],
    ["to_geography('POINT(181 0)')", '!100205 Error parsing Geo input: POINT(181 0). Did not recognize valid GeoJSON'],
    ["st_x(to_geography('LINESTRING(0 0,1 1)'))", '!100077 Invalid argument type to ST_X: it takes a Point'],
    ['1::geography', '!001007 SQL compilation error'],
    ["to_geography('POINT(1 2)')::number", '!001007 SQL compilation error'],
  ]));

it('is a type of columns, which take texts and GeoJSON and show them in the format of the session', async () => {
  expect(
    await engine.run(
      "insert into places values (1, 'POINT(0 0)', 'SRID=9;POINT(20 81)'), (2, 'LINESTRING(1 1, 2 2)', null)",
    ),
  ).toMatchObject({ rows: [['2']] });
  await engine.run('insert into places select 3, parse_json(\'{"type":"Point","coordinates":[5,6]}\'), null');
  const shown = async (format: string) => {
    await engine.run(`alter session set geography_output_format = '${format}', geometry_output_format = '${format}'`);
    return engine.rows('select g, m, g::varchar from places order by id');
  };
  expect((await shown('GeoJSON'))[0]?.slice(1)).toEqual([
    '{\n  "coordinates": [\n    20,\n    81\n  ],\n  "type": "Point"\n}',
    '{"coordinates":[0,0],"type":"Point"}',
  ]);
  expect(await shown('EWKT')).toEqual([
    ['SRID=4326;POINT(0 0)', 'SRID=9;POINT(20 81)', 'SRID=4326;POINT(0 0)'],
    ['SRID=4326;LINESTRING(1 1,2 2)', null, 'SRID=4326;LINESTRING(1 1,2 2)'],
    ['SRID=4326;POINT(5 6)', null, 'SRID=4326;POINT(5 6)'],
  ]);
  const { queryId } = await engine.run('select m from places order by id');
  await engine.run("alter session set geometry_output_format = 'GeoJSON'");
  expect(await engine.value(`select st_asewkt(m) from table(result_scan('${queryId}')) limit 1`)).toBe(
    'SRID=9;POINT(20 81)',
  );
  expect((await engine.rows('describe table places')).map((row) => row[1])).toEqual([
    'NUMBER(38,0)',
    'GEOGRAPHY',
    'GEOMETRY',
  ]);
  expect(
    await engine.rows(
      "select data_type from information_schema.columns where table_name = 'PLACES' order by ordinal_position",
    ),
  ).toEqual([['NUMBER'], ['GEOGRAPHY'], ['GEOMETRY']]);
});
