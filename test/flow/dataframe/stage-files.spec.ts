import { col, type DataFrame, Decimal, SnowDate } from '@firn/snowpark';
import { useDirect } from '../../support/direct.js';

const direct = useDirect();
const SCHEMA = 'id bigint, price number(38, 2), day date, name string, ok boolean, body variant';

/** NULL, digits beyond those of a number, quotes, and a line break. */
const kept = (): DataFrame =>
  direct.session
    .createDataFrame(
      [
        [
          9007199254740993n,
          new Decimal('123456789012345678901234567890.25'),
          SnowDate.of(2026, 2, 28),
          'a "b"\n,c',
          true,
          { k: [1, null] },
        ],
        [2n, null, null, null, null, null],
      ],
      SCHEMA,
    )
    .as();
const rowsOf = async (frame: DataFrame): Promise<string[]> =>
  (await frame.sort('id').collect()).map((row) => JSON.stringify(row.toArray().map(String)));

beforeAll(() => direct.session.sql('create or replace stage shelf directory = (enable = true)').collect());

describe('what is unloaded into files of a stage', () => {
  it.each(['json', 'parquet'] as const)('is read back from %s as it was', async (format) => {
    const { session } = direct;
    const frame = kept();
    const columns = ['id', 'price', 'day', 'name', 'ok'];
    if (format === 'json') {
      const objects = "object_construct_keep_null('id', id, 'price', price, 'day', day, 'name', name, 'ok', ok)";
      await frame.selectExpr(objects).write.json('@shelf/json/');
    } else {
      await frame.select(...columns).write.parquet('@shelf/parquet/', { header: true });
    }
    const schema =
      format === 'json'
        ? '"id" bigint, "price" number(38, 2), "day" date, "name" string, "ok" boolean'
        : SCHEMA.slice(0, SCHEMA.lastIndexOf(','));
    const read = session.read.schema(schema)[format](`@shelf/${format}/`);
    const named = read.toDf(columns).as();
    expect(await rowsOf(named)).toEqual(await rowsOf(frame.select(...columns).as()));
  });

  it('is copied into another stage, by location, pattern and names', async () => {
    const { session } = direct;
    await session.sql('create or replace stage other').collect();
    const rows = session.range(2);
    for (const name of ['a', 'b']) {
      await rows.write.csv(`@shelf/from/${name}.csv`, {
        copyOptions: { SINGLE: true },
        formatOptions: { COMPRESSION: 'NONE' },
      });
    }
    const names = async (): Promise<readonly string[]> =>
      (await session.file.list('@other')).map(({ name }) => name.slice(name.indexOf('/') + 1)).toSorted();
    expect((await session.file.copyFiles('@shelf/from/', '@other/all/')).length).toBe(2);
    await session.file.copyFiles('@shelf/from/', '@other/some/', { pattern: '.*b[.]csv' });
    await session.file.copyFiles('@shelf/from/', '@other/one/', { files: ['a.csv'] });
    expect(await names()).toEqual(['all/a.csv', 'all/b.csv', 'one/a.csv', 'some/b.csv']);
    const read = session.read.schema('n int').csv('@other/one/a.csv');
    expect((await read.sort('n').collect()).map((row) => row.get('N'))).toEqual([0n, 1n]);
  });

  it('is copied as a frame lists it, under the names that it gives', async () => {
    const { session } = direct;
    await session.sql('create or replace stage listed').collect();
    const single = { copyOptions: { SINGLE: true }, formatOptions: { COMPRESSION: 'NONE' } } as const;
    await session.range(2).write.csv('@shelf/list/a.csv', single);
    await session.range(3).write.csv('@shelf/list/b.csv', single);
    const files = session.directory('@shelf').filter(col('relative_path').like('list/%'));
    expect(await session.file.copyFiles(files.select('file_url'), '@listed/same')).toHaveLength(2);
    const named = session.createDataFrame([['@shelf/list/b.csv', "it's.csv"]], ['from', 'to']);
    expect(await session.file.copyFiles(named, '@listed')).toEqual(["it's.csv"]);
    const there = (await session.file.list('@listed')).map(({ name }) => name);
    expect(there).toEqual(["listed/it's.csv", 'listed/same/list/a.csv', 'listed/same/list/b.csv']);
    const read = session.read.schema('n int').csv("@listed/it's.csv");
    expect((await read.sort('n').collect()).map((row) => row.get('N'))).toEqual([0n, 1n, 2n]);
    await expect(session.file.copyFiles(session.range(1), '@listed')).rejects.toThrow('one or two columns of text');
  });

  it('is found in the directory of the stage', async () => {
    const { session } = direct;
    await session
      .range(1)
      .write.csv('@shelf/dir/a.csv', { copyOptions: { SINGLE: true }, formatOptions: { COMPRESSION: 'NONE' } });
    await session.sql('alter stage shelf refresh').collect();
    const found = session.directory('@shelf').filter(col('relative_path').like('dir/%'));
    expect((await found.collect()).map((row) => row.get('RELATIVE_PATH'))).toEqual(['dir/a.csv']);
  });
});
