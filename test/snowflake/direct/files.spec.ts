import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { col, type Session, sqlExpr } from '@firn/snowpark';
import { type Direct, startDirect } from '../../support/direct.js';
import { until } from '../../support/until.js';

let direct: Direct;
let session: Session;
let here: string;

beforeAll(async () => {
  direct = await startDirect();
  session = direct.session;
});
afterAll(async () => {
  await direct?.stop();
});
beforeEach(async () => {
  here = mkdtempSync(join(tmpdir(), 'firn-test-files-'));
  await session.sql('create or replace stage st').collect();
  await session.sql('create or replace stage other').collect();
});
afterEach(() => rmSync(here, { recursive: true, force: true }));

const local = (name: string, content: string): string => {
  writeFileSync(join(here, name), content);
  return join(here, name);
};
const names = async (location: string): Promise<readonly string[]> =>
  (await session.file.list(location)).map(({ name }) => name);
const rows = async (frame: { collect(): Promise<readonly { toArray(): readonly unknown[] }[]> }) =>
  (await frame.collect()).map((row) => row.toArray());
const leftovers = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('firn-file-'));

describe('session.file', () => {
  it('puts a file, compressed unless told not to', async () => {
    const path = local("it's a.csv", '1,one\n2,two\n');
    expect(await session.file.put(path, '@st/in')).toEqual([
      {
        source: "it's a.csv",
        target: "it's a.csv.gz",
        sourceSize: 12,
        targetSize: expect.any(Number),
        sourceCompression: null,
        targetCompression: 'GZIP',
        status: 'UPLOADED',
        message: null,
      },
    ]);
    const plain = { autoCompress: false, parallel: 2, sourceCompression: 'auto_detect' } as const;
    expect(await session.file.put(`file://${path}`, 'st/in', plain)).toMatchObject([{ target: "it's a.csv" }]);
    expect(await names('@st')).toEqual(["st/in/it's a.csv", "st/in/it's a.csv.gz"]);
    expect(await rows(session.read.schema('a int, b string').csv("@st/in/it's a.csv").sort('a'))).toEqual([
      [1n, 'one'],
      [1n, 'one'],
      [2n, 'two'],
      [2n, 'two'],
    ]);
  });

  it('puts all that a pattern stands for, and leaves the mask of this process as it is', async () => {
    local('a1.csv', '1\n');
    local('a2.csv', '2\n');
    local('b.csv', '3\n');
    const before = process.umask();
    const put = await session.file.put(join(here, 'a*.csv'), '@st', { autoCompress: false });
    expect(put.map(({ target }) => target).sort()).toEqual(['a1.csv', 'a2.csv']);
    expect(process.umask()).toBe(before);
  });

  it('gets what is there, into a folder that it makes', async () => {
    await session.file.putStream('1\n', '@st/x/a.csv', { autoCompress: false });
    await session.file.putStream('2\n', '@st/x/b.txt', { autoCompress: false });
    const folder = join(here, 'new', 'folder');
    expect(await session.file.get('@st/x', folder, { pattern: '.*csv', parallel: 1 })).toEqual([
      { file: expect.stringContaining('a.csv'), size: 2, status: 'DOWNLOADED', message: null },
    ]);
    expect(readFileSync(join(folder, 'a.csv'), 'utf8')).toBe('1\n');
    expect(existsSync(join(folder, 'b.txt'))).toBe(false);
    expect(await session.file.get('@st/none', folder)).toEqual([]);
  });

  it('streams both ways, and keeps nothing here', async () => {
    const source = Readable.from([Buffer.from('a,'), Buffer.from('b\n')]);
    expect(await session.file.putStream(source, '@st/s/c.csv')).toMatchObject({ source: 'c.csv', target: 'c.csv.gz' });
    await session.file.putStream(new Blob(['web']).stream(), '@st/s/web.txt', { autoCompress: false });
    expect(await text(await session.file.getStream('@st/s/web.txt'))).toBe('web');
    expect(await text(await session.file.getStream('@st/s/c.csv.gz', { decompress: true }))).toBe('a,b\n');
    const zipped: Uint8Array[] = [];
    for await (const piece of await session.file.getStream('@st/s/c.csv.gz')) zipped.push(piece);
    expect(gunzipSync(Buffer.concat(zipped)).toString()).toBe('a,b\n');
    for await (const _ of await session.file.getStream('@st/s/web.txt')) break;
    await until('the folder is gone', async () => (await leftovers()).length === 0);
  });

  it('says what is wrong with a stream and a place, and keeps nothing then either', async () => {
    const broken = async function* () {
      yield 'a';
      throw new Error('the source broke');
    };
    await expect(session.file.putStream(broken(), '@st/a.csv')).rejects.toThrow('the source broke');
    const nonsense = [1, 2] as unknown as readonly string[];
    await expect(session.file.putStream(nonsense, '@st/a.csv')).rejects.toThrow('neither bytes nor a text: number');
    await expect(session.file.putStream('a', '@st')).rejects.toThrow('Name the file behind the stage.');
    await expect(session.file.putStream('a', '@st/a*.csv')).rejects.toThrow('a file cannot have the name a*.csv');
    await expect(session.file.getStream('@st/none.csv')).rejects.toThrow('There is no file at @st/none.csv');
    await expect(session.file.put(join(here, 'none.csv'), '@st')).rejects.toThrow(/there is no file .*none[.]csv/);
    await expect(session.file.put(join(here, 'none', '*'), '@st')).rejects.toThrow(/there is no folder .*none/);
    await expect(session.file.put(here, '@st')).rejects.toThrow(/is a folder: write .*[*]/);
    await expect(session.file.put(join(here, 'none*'), '@st')).rejects.toThrow('none*');
    await expect(session.file.put(local('a.csv', 'a'), '@no_such_stage')).rejects.toThrow(/NO_SUCH_STAGE/i);
    await expect(session.file.put(local('a.csv', 'a'), 's3://bucket')).rejects.toThrow('to and from stages alone');
    const signal = AbortSignal.abort(new Error('called off'));
    await expect(session.file.putStream('a', '@st/a.csv', { signal })).rejects.toThrow();
    await expect(session.file.put(local('b.csv', 'a'), '@st', { signal })).rejects.toThrow('called off');
    expect(await names('@st')).toEqual([]);
    expect(await leftovers()).toEqual([]);
    // The driver itself is in order.
    await session.file.put(local('c.csv', 'a'), '@st');
  });

  it('lists and removes', async () => {
    await session.file.putStream('12345', '@st/l/a.txt', { autoCompress: false });
    await session.file.putStream('1', '@st/l/b.csv', { autoCompress: false });
    expect(await session.file.list('@st/l', { pattern: '.*txt' })).toEqual([
      {
        name: 'st/l/a.txt',
        size: 5,
        md5: expect.any(String),
        sha1: null,
        lastModified: expect.stringContaining('GMT'),
      },
    ]);
    expect(await session.file.remove("'@st/l'", { pattern: '.*csv' })).toEqual(['st/l/b.csv']);
    expect(await session.file.remove('st')).toEqual(['st/l/a.txt']);
    expect(await session.file.list('st')).toEqual([]);
  });
});

describe('copyIntoTable', () => {
  beforeEach(async () => {
    await session.file.putStream('id,name\n1,one\n2,two\n', '@st/csv/a.csv', { autoCompress: false });
    await session.file.putStream('id,name\n3,three\n', '@st/csv/b.csv', { autoCompress: false });
    await session.sql('drop table if exists loaded').collect();
  });
  const files = () => session.read.schema('id int, name string').option('SKIP_HEADER', 1).csv('@st/csv');

  it('makes a table that is missing by the schema, and loads into it', async () => {
    const loaded = await files().copyIntoTable('loaded', { files: ['a.csv'] });
    expect(loaded.map((row) => [row.get('status'), row.get('rows_loaded')])).toEqual([['LOADED', 2n]]);
    expect(await rows(session.table('loaded').sort('id'))).toEqual([
      [1n, 'one'],
      [2n, 'two'],
    ]);
    await files().copyIntoTable('loaded', { copyOptions: { FORCE: false } });
    expect(await session.table('loaded').count()).toBe(3);
    const job = await files().copyIntoTableNowait('loaded', { copyOptions: { FORCE: true } });
    expect((await job.result()).map((row) => row.get('rows_loaded'))).toEqual([2n, 1n]);
    expect(await session.table('loaded').count()).toBe(6);
  });

  it('loads what is made of the rows, into the columns that are named', async () => {
    await session.sql('create table loaded (a varchar, n int, b varchar)').collect();
    await files().copyIntoTable('loaded', {
      targetColumns: ['n', 'a'],
      transformations: [col('id').plus(10), sqlExpr('upper($2)')],
    });
    expect(await rows(session.table('loaded').sort('n'))).toEqual([
      ['ONE', 11n, null],
      ['TWO', 12n, null],
      ['THREE', 13n, null],
    ]);
  });

  it('loads columns of JSON by their names', async () => {
    await session.file.putStream('{"id":7,"name":"seven"}\n', '@st/json/a.json', { autoCompress: false });
    await session.read.schema('"id" int, "name" string').json('@st/json').copyIntoTable('loaded');
    expect(await rows(session.table('loaded'))).toEqual([[7n, 'seven']]);
  });

  it('says what is wrong with it', async () => {
    await expect(session.table('t').copyIntoTable('loaded')).rejects.toThrow('the rows are of no files');
    const wrong = { copyOptions: { ON_ERROR: 'perhaps' } };
    await expect(files().copyIntoTable('loaded', wrong)).rejects.toThrow('The copy option ON_ERROR takes CONTINUE');
    await expect(files().copyIntoTable('loaded', { copyOptions: { ON_EROR: 'x' } })).rejects.toThrow(
      'Did you mean ON_ERROR?',
    );
    await expect(files().copyIntoTable('loaded', { validationMode: 'maybe' })).rejects.toThrow('RETURN_ERRORS');
    const columns = { targetColumns: ['a'], transformations: ['id', 'name'] };
    await expect(files().copyIntoTable('loaded', columns)).rejects.toThrow('1 columns for 2 transformations');
    await expect(files().copyIntoTable('loaded', { transformations: ['nope'] })).rejects.toThrow(
      'There is no column NOPE in the files. There are ID, NAME, $1, $2 and so on.',
    );
  });
});
