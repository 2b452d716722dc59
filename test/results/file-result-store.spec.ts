import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { FileResultStore, ResultDamaged, ResultMissing, type ResultPlace, type RowLines } from '@firn/results';
import type { ResultColumn } from '@firn/snowpark';
import fc from 'fast-check';
import { propertyRuns } from '../support/property-runs.js';

const COLUMNS: readonly ResultColumn[] = [
  { name: 'A', type: 'fixed', nullable: false, precision: 38, scale: 0, length: null },
];
const place: ResultPlace = { tenant: 'default', jobId: 'job_00ABC', epoch: 1 };
const batch = (...rows: unknown[][]): RowLines => ({
  rows: rows.length,
  lines: Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join('')),
});
const numbers = (from: number, count: number): RowLines =>
  batch(...Array.from({ length: count }, (_, i) => [from + i]));

describe('the file result store', () => {
  let root: string;
  let store: FileResultStore;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'firn-results-'));
    store = new FileResultStore(root, { now: () => Date.UTC(2026, 0, 2, 3, 4, 5) });
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const text = async (index: number, where = place): Promise<string> => {
    const pieces: Buffer[] = [];
    for await (const piece of (await store.page(where, index)).content) pieces.push(piece);
    return Buffer.concat(pieces).toString();
  };

  it('has a result only once its manifest is written', async () => {
    const writer = await store.write(place, { rows: 2 });
    await writer.append(numbers(0, 5));
    expect(await store.manifest(place)).toBeNull();
    const written = await writer.finish(COLUMNS);
    expect(written).toEqual({
      version: 1,
      columns: COLUMNS,
      rows: 5,
      bytes: 20,
      pages: [
        { index: 0, firstRow: 0, rows: 2, bytes: 8, crc32: crc32('[0]\n[1]\n') },
        { index: 1, firstRow: 2, rows: 2, bytes: 8, crc32: crc32('[2]\n[3]\n') },
        { index: 2, firstRow: 4, rows: 1, bytes: 4, crc32: crc32('[4]\n') },
      ],
      checksum: createHash('sha256').update('[0]\n[1]\n[2]\n[3]\n[4]\n').digest('hex'),
      createdAt: '2026-01-02T03:04:05.000Z',
    });
    expect(await store.manifest(place)).toEqual(written);
    expect(await text(1)).toBe('[2]\n[3]\n');
  });

  it('reads a manifest once for all of its pages, and says where they have gone meanwhile', async () => {
    expect(await store.finished(place)).toBeNull();
    const writer = await store.write(place, { rows: 2 });
    await writer.append(numbers(0, 5));
    const written = await writer.finish(COLUMNS);
    expect(await store.finished(place)).toEqual(written);
    writeFileSync(join(root, 'default', place.jobId, '1', 'manifest.json'), 'garbled');
    for (const index of [0, 1, 2]) {
      expect(await store.finished(place)).toEqual(written);
      expect(await text(index)).not.toBe('');
    }
    await new FileResultStore(root).discard(place); // by another process
    await expect(store.page(place, 1)).rejects.toThrow(ResultMissing);
    await store.discard(place);
    expect(await store.finished(place)).toBeNull();
  });

  it('reads a page while the next one is written', async () => {
    const writer = await store.write(place, { rows: 2 });
    await writer.append(numbers(0, 3));
    expect(writer.pages).toBe(1);
    expect(await text(0)).toBe('[0]\n[1]\n');
    await expect(store.page(place, 1)).rejects.toThrow(ResultMissing);
    await writer.append(numbers(3, 1));
    expect(await text(1)).toBe('[2]\n[3]\n');
  });

  it('cuts pages at rows and bytes wherever batches end, and loses nothing', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.string({ maxLength: 12 }), { minLength: 1, maxLength: 8 }), { maxLength: 8 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 40 }),
        async (batches, rows, bytes) => {
          const writer = await store.write(place, { rows, bytes });
          for (const values of batches) await writer.append(batch(...values.map((value) => [value])));
          const manifest = await writer.finish(COLUMNS);
          const pages = await Promise.all(manifest.pages.map((page) => text(page.index)));
          const expected = batches.flat().map((value) => `${JSON.stringify([value])}\n`);
          expect(pages.join('')).toBe(expected.join(''));
          expect(manifest.rows).toBe(expected.length);
          for (const [index, page] of manifest.pages.entries()) {
            expect(page.rows).toBeLessThanOrEqual(rows);
            expect(page.rows === 1 || page.bytes <= bytes).toBe(true);
            expect(pages[index]?.split('\n').length).toBe(page.rows + 1);
          }
        },
      ),
      { numRuns: propertyRuns(40) },
    ));

  it('keeps epochs apart and discards one of them', async () => {
    const other = { ...place, epoch: 2 };
    for (const where of [place, other]) {
      const writer = await store.write(where);
      await writer.append(numbers(where.epoch, 1));
      await writer.finish(COLUMNS);
    }
    await store.discard(place);
    expect(await store.manifest(place)).toBeNull();
    expect(await text(0, other)).toBe('[2]\n');
    await store.discard(place); // again is no error
    await store.discardJob(place.tenant, place.jobId);
    expect(readdirSync(join(root, 'default'))).toEqual([]);
  });

  it('begins an epoch anew over what a broken writer left', async () => {
    const broken = await store.write(place, { rows: 1 });
    await broken.append(numbers(0, 3));
    await broken.abort();
    const writer = await store.write(place);
    await writer.append(numbers(7, 1));
    await writer.finish(COLUMNS);
    expect(readdirSync(join(root, 'default', 'job_00ABC', '1')).sort()).toEqual(['0.ndjson', 'manifest.json']);
  });

  it('leaves no temporary file after an aborted page', async () => {
    const writer = await store.write(place);
    await writer.append(numbers(0, 1));
    await writer.abort();
    expect(readdirSync(join(root, 'default', 'job_00ABC', '1'))).toEqual([]);
  });

  it('stores an empty result', async () => {
    const manifest = await (await store.write(place)).finish(COLUMNS);
    expect(manifest).toMatchObject({ rows: 0, bytes: 0, pages: [] });
  });

  it('sweeps what is old: results, and what never became one', async () => {
    const old = new Date(Date.UTC(2020, 0, 1));
    const [finished, young, abandoned] = [place, { ...place, epoch: 2 }, { ...place, jobId: 'job_00DEF' }];
    for (const where of [finished, young]) await (await store.write(where)).finish(COLUMNS);
    const broken = await store.write(abandoned, { rows: 1 });
    await broken.append(numbers(0, 2));
    utimesSync(join(root, 'default', 'job_00ABC', '1', 'manifest.json'), old, old);
    for (const path of ['job_00DEF', 'job_00DEF/1', 'job_00DEF/1/0.ndjson', 'job_00DEF/1/1.ndjson']) {
      utimesSync(join(root, 'default', path), old, old);
    }
    expect(await store.sweep(Date.UTC(2021, 0, 1))).toBe(2);
    expect(await store.manifest(finished)).toBeNull();
    expect(await store.manifest(young)).not.toBeNull();
    expect(await store.sweep(Date.UTC(2021, 0, 1))).toBe(0);
  });

  it('sweeps past what cannot be seen to, and tells of it afterwards', async () => {
    const old = new Date(Date.UTC(2020, 0, 1));
    const manifest = (job: string) => join(root, 'default', job, '1', 'manifest.json');
    await (await store.write({ ...place, jobId: 'job_00OLD' })).finish(COLUMNS);
    for (const job of ['job_00BAD', 'job_00ZZZ']) mkdirSync(manifest(job), { recursive: true });
    for (const job of ['job_00BAD', 'job_00OLD', 'job_00ZZZ']) utimesSync(manifest(job), old, old);
    const swept = store.sweep(Date.UTC(2021, 0, 1));
    await expect(swept).rejects.toThrow(/^Folders of results: 2 could not be seen to, the first because of .*EISDIR/);
    expect(await store.manifest({ ...place, jobId: 'job_00OLD' })).toBeNull();
  });

  it('says that a manifest is damaged', async () => {
    await (await store.write(place)).finish(COLUMNS);
    writeFileSync(join(root, 'default', 'job_00ABC', '1', 'manifest.json'), '{"version":1');
    await expect(store.manifest(place)).rejects.toThrow(ResultDamaged);
  });

  it.each<[string, (path: string) => void, RegExp]>([
    ['cut off', (path) => truncateSync(path, 6), /1\/1\.ndjson is cut off: it has 6 bytes instead of 8/],
    ['longer', (path) => writeFileSync(path, '[2]\n[3]\n[4]\n'), /1\/1\.ndjson is garbled: it has 12 bytes/],
    ['garbled', (path) => writeFileSync(path, '[2]\n[7]\n'), /1\/1\.ndjson is garbled/],
    ['missing', (path) => rmSync(path), /1\/1\.ndjson is missing/],
  ])('notices a page that is %s before a row of it is handed out', async (_, spoil, message) => {
    const writer = await store.write(place, { rows: 2 });
    await writer.append(numbers(0, 5));
    await writer.finish(COLUMNS);
    expect(await text(0)).toBe('[0]\n[1]\n');
    spoil(join(root, 'default', 'job_00ABC', '1', '1.ndjson'));
    const read = store.page(place, 1);
    await expect(read).rejects.toThrow(ResultDamaged);
    await expect(read).rejects.toThrow(message);
    expect(await text(2)).toBe('[4]\n');
    await new FileResultStore(root).discard(place);
    await expect(store.page(place, 1)).rejects.toThrow(ResultMissing);
  });

  it.each([
    [{ ...place, tenant: '..' }, 'tenant'],
    [{ ...place, jobId: 'a/b' }, 'job ID'],
    [{ ...place, jobId: '.hidden' }, 'job ID'],
    [{ ...place, epoch: -1 }, 'epoch'],
    [{ ...place, epoch: 1.5 }, 'epoch'],
  ])('refuses %j before it becomes a path', async (where, what) => {
    await expect(store.write(where)).rejects.toThrow(what);
    await expect(store.page(where, 0)).rejects.toThrow(what);
  });
});
