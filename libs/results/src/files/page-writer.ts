import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { type Manifest, type PageEntry, timestamp } from '@firn/contract';
import type { ResultColumn } from '@firn/snowpark';
import type { ResultPlace } from '../place.js';
import type { PageLimits, ResultWriter, RowLines } from '../store.js';
import { DurableFile, syncFolder, writeDurably } from './durable-file.js';
import type { ResultFolders } from './result-folder.js';
import { splitLines } from './split-lines.js';

/** Pages that settle on the disk while the next ones are written. */
const SETTLING_PAGES = 4;

export class PageWriter implements ResultWriter {
  readonly #checksum = createHash('sha256');
  readonly #pages: PageEntry[] = [];
  #page: DurableFile | null = null;
  #settling: Promise<void>[] = [];
  #pageRows = 0;
  #pageCrc = 0;
  #rows = 0;
  #bytes = 0;

  constructor(
    private readonly folders: ResultFolders,
    private readonly place: ResultPlace,
    private readonly limits: PageLimits,
    private readonly now: () => number,
  ) {}

  get pages(): number {
    return this.#pages.length;
  }

  get rows(): number {
    return this.#rows;
  }

  get bytes(): number {
    return this.#bytes;
  }

  async append(batch: RowLines): Promise<void> {
    let left: RowLines | null = batch;
    while (left !== null && left.rows > 0) {
      const page = await this.#open();
      const roomRows = this.limits.rows - this.#pageRows;
      const roomBytes = this.limits.bytes - page.bytes;
      const { fits, rest } = splitLines(left, roomRows, roomBytes, this.#pageRows === 0);
      if (fits !== null) await this.#write(page, fits);
      if (rest !== null || this.#pageRows >= this.limits.rows || page.bytes >= this.limits.bytes) await this.#endPage();
      left = rest;
    }
  }

  async finish(columns: readonly ResultColumn[]): Promise<Manifest> {
    await this.#endPage();
    await Promise.all(this.#settling);
    const folder = this.folders.epoch(this.place);
    await syncFolder(folder); // the pages' names, before the manifest that speaks of them
    const manifest: Manifest = {
      version: 1,
      columns: [...columns],
      rows: this.#rows,
      bytes: this.#bytes,
      pages: this.#pages,
      checksum: this.#checksum.digest('hex'),
      createdAt: timestamp(this.now()),
    };
    await writeDurably(this.folders.manifest(this.place), Buffer.from(JSON.stringify(manifest), 'utf8'));
    return manifest;
  }

  async abort(): Promise<void> {
    const page = this.#page;
    this.#page = null;
    await page?.abort();
    await Promise.allSettled(this.#settling);
  }

  async #open(): Promise<DurableFile> {
    this.#page ??= await DurableFile.create(this.folders.page(this.place, this.#pages.length));
    return this.#page;
  }

  async #write(page: DurableFile, batch: RowLines): Promise<void> {
    await page.write(batch.lines);
    this.#checksum.update(batch.lines);
    this.#pageCrc = crc32(batch.lines, this.#pageCrc);
    this.#pageRows += batch.rows;
    this.#rows += batch.rows;
    this.#bytes += batch.lines.length;
  }

  async #endPage(): Promise<void> {
    const page = this.#page;
    if (page === null) return;
    await page.show();
    this.#page = null;
    const index = this.#pages.length;
    const [rows, crc] = [this.#pageRows, this.#pageCrc];
    this.#pages.push({ index, firstRow: this.#rows - rows, rows, bytes: page.bytes, crc32: crc });
    [this.#pageRows, this.#pageCrc] = [0, 0];
    await this.#settle(page);
  }

  /** Waits for the disk only where it falls behind; what keeps a page from it is thrown here, or when all of them end. */
  async #settle(page: DurableFile): Promise<void> {
    const settled = page.settle();
    settled.catch(() => undefined); // somebody waits for it later
    this.#settling.push(settled);
    if (this.#settling.length > SETTLING_PAGES) await this.#settling.shift();
  }
}
