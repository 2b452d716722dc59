import { existsSync, mkdirSync, readFileSync, writeFile } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DuckRunner } from '../execute/duck.js';
import type { ResultLookup, StatementOutcome, StoredRelation } from '../execute/statement.js';
import type { Background } from '../health/background.js';
import { isMissing } from '../stage/stage-files.js';
import type { CellStyle } from '../types/cell.js';
import { quoteText } from '../types/duck-text.js';
import {
  cellBytes,
  cellStyle,
  cellsWithRoom,
  inlineBody,
  inlineSelect,
  inPhysicalForm,
  inStorableForm,
  nearBytes,
  relationOfCells,
  rowJson,
  rowTexts,
  wireRow,
} from './cells.js';
import { type ChunkPlan, packChunks } from './chunk-plan.js';
import { Recent } from './recent.js';
import { chunksOf, KEPT_BYTES, type RowTexts } from './row-texts.js';
import { type RowRange, segmentsOf } from './segments.js';
import { type ResultBody, readStored, type StoredResult, type WireRow, writtenStored } from './stored.js';

/** Relations that cannot give more rows are read straight into memory, without a Parquet file. */
const MEMORY_ROWS = 1_000;
/** A result up to this many bytes of JSON goes inline as a whole. */
const INLINE_BYTES = 1024 * 1024;
/** The first rows of a larger one, sent inline before its chunks. */
const HEAD_BYTES = 100 * 1024;
/** Bytes of results that are kept in memory, as the texts of their files; an entry has this many of its own. */
const CACHED_BYTES = 32 * 1024 * 1024;
const ENTRY_BYTES = 2_048;
const MEGABYTE = 1024 * 1024;

/** Off the loop, at half the price of the function that gives promises (measured). */
const writeText = promisify(writeFile);

/** All of a result but its rows. */
export type ResultHeader = Omit<StoredResult, 'version' | 'columns' | 'total' | 'body' | 'stats' | 'children'>;

/**
 * Finished results, by query ID: a JSON file each, and beside it a Parquet file where there are many rows. They outlive
 * the session and the process.
 */
export class ResultStore implements ResultLookup {
  private readonly cache = new Recent<StoredResult>(CACHED_BYTES);

  constructor(
    private readonly folder: string,
    private readonly background: Background,
    private readonly texts: RowTexts,
  ) {}

  prepare(): void {
    for (let shard = 0; shard < 256; shard += 1) {
      mkdirSync(join(this.folder, shard.toString(16).padStart(2, '0')), { recursive: true });
    }
  }

  /**
   * Runs the relation of an outcome, once, and stores what comes out.
   *
   * @param chunkMegabytes largest chunk before compression: CLIENT_RESULT_CHUNK_SIZE.
   * @param estimate rows that the relation will hardly exceed, where that is known.
   */
  async store(
    header: ResultHeader,
    outcome: StatementOutcome,
    duck: DuckRunner,
    chunkMegabytes: number,
    estimate: number = Number.POSITIVE_INFINITY,
  ): Promise<StoredResult> {
    const { body, total } = await this.body(header, outcome, duck, chunkMegabytes, estimate);
    return this.keep({
      version: 1,
      ...header,
      columns: outcome.columns,
      total,
      body,
      ...(outcome.stats === undefined ? {} : { stats: outcome.stats }),
      ...(outcome.children === undefined ? {} : { children: outcome.children }),
    });
  }

  /**
   * A process that is killed meanwhile leaves a part of the file, which nobody reads: the history says that the query has
   * succeeded only when this has resolved.
   */
  async keep(result: StoredResult): Promise<StoredResult> {
    const text = writtenStored(result);
    await writeText(this.path(result.queryId, 'json'), text);
    this.remember(result, text);
    return result;
  }

  /** undefined: there is none, or its file is damaged, which the log names. */
  load(queryId: string): StoredResult | undefined {
    const cached = this.cache.get(queryId);
    if (cached !== undefined) return cached;
    const file = this.path(queryId, 'json');
    if (!existsSync(file)) return undefined;
    try {
      const text = readFileSync(file, 'utf8');
      const result = readStored(text, queryId);
      this.remember(result, text);
      return result;
    } catch (error) {
      this.background.warn({ file, err: error }, `a stored result cannot be read: ${file}`);
      return undefined;
    }
  }

  find(queryId: string, user: string): StoredRelation | undefined {
    const result = this.load(queryId);
    if (result === undefined || result.user !== user) return undefined;
    return { columns: result.columns, sql: this.relation(result) };
  }

  /** The stored rows as a DuckDB SELECT of c0 to cn. */
  relation(result: StoredResult): string {
    switch (result.body.kind) {
      case 'inline':
        return relationOfCells(result.body.rows, result.columns, result.body.kept);
      case 'transfer':
        return relationOfCells([], result.columns);
      case 'parquet':
        return inPhysicalForm(this.parquet(result.queryId), result.columns);
      default:
        return unreachable(result.body);
    }
  }

  path(queryId: string, extension: string): string {
    return join(this.folder, queryId.slice(-2), `${queryId}.${extension}`);
  }

  /** Deletes what has expired. Gives the number of files that went. @throws after all have been tried. */
  async sweep(now: number, retentionMs: number): Promise<number> {
    let swept = 0;
    let failure: unknown = null;
    for (const shard of await readdir(this.folder)) {
      for (const name of await readdir(join(this.folder, shard))) {
        const file = join(this.folder, shard, name);
        try {
          const age = now - (await stat(file)).mtimeMs;
          if (age < retentionMs) continue;
          await rm(file, { recursive: true, force: true });
          this.cache.delete(name.slice(0, name.indexOf('.')));
          swept += 1;
        } catch (error) {
          // A result that went meanwhile is what was wanted.
          if (!isMissing(error)) failure ??= error;
        }
      }
    }
    if (failure !== null) throw failure;
    return swept;
  }

  private async body(
    { queryId, parameters }: ResultHeader,
    { rows, columns }: StatementOutcome,
    duck: DuckRunner,
    chunkMegabytes: number,
    estimate: number,
  ): Promise<{ body: ResultBody; total: number }> {
    switch (rows.kind) {
      case 'values':
        return { body: { kind: 'inline', rows: rows.cells }, total: rows.cells.length };
      case 'transfer':
        return { body: rows, total: 0 };
      case 'relation': {
        const relation = inStorableForm(rows.sql, columns);
        const style = cellStyle(parameters);
        if (Math.min(rows.atMost ?? estimate, estimate) <= MEMORY_ROWS) {
          const some = await duck.rows(
            cellsWithRoom(`${inlineSelect(relation, columns, style)} LIMIT ${MEMORY_ROWS + 1}`, columns),
          );
          // An estimate may be wrong; then the query runs once more, into a file.
          if (some.length <= MEMORY_ROWS) {
            return { body: inlineBody(some, columns), total: some.length };
          }
        }
        return this.parquetBody(queryId, relation, columns, style, duck, chunkMegabytes);
      }
      default:
        return unreachable(rows);
    }
  }

  private async parquetBody(
    queryId: string,
    relation: string,
    columns: StatementOutcome['columns'],
    style: CellStyle,
    duck: DuckRunner,
    chunkMegabytes: number,
  ): Promise<{ body: ResultBody; total: number }> {
    const target = quoteText(this.path(queryId, 'parquet'));
    const total = await duck.run(`COPY (${relation}) TO ${target} (FORMAT parquet, COMPRESSION zstd)`);
    const stored = inPhysicalForm(this.parquet(queryId), columns);
    // Rows may be megabytes long: they are measured before they are read.
    const sizes = await duck.rows(`${cellBytes(stored, columns, style)} LIMIT ${MEMORY_ROWS}`);
    const measured = sizes.map(([bytes]) => Number(bytes));
    const readable = countWithin(measured, INLINE_BYTES);
    const firstRows = await duck.rows(`${inlineSelect(stored, columns, style)} LIMIT ${readable}`);
    const first = firstRows.map((row) => wireRow(row.slice(0, columns.length)));
    if (total === first.length && jsonBytes(first) <= INLINE_BYTES) {
      await rm(this.path(queryId, 'parquet'));
      return { body: inlineBody(firstRows, columns), total };
    }
    const head = takeBytes(first, HEAD_BYTES);
    const limit = chunkMegabytes * MEGABYTE;
    const averageBytes = measured.reduce((sum, bytes) => sum + bytes, 0) / measured.length;
    const range = { firstRow: head.length, rows: total - head.length };
    const written = await this.writtenChunks(queryId, columns, style, range, duck, limit);
    if (written !== null) return { body: { kind: 'parquet', head, chunks: written }, total };
    const segments = await segmentsOf(
      duck,
      this.numbered(queryId, columns),
      rowJson(columns, style),
      range,
      averageBytes,
      limit,
    );
    return { body: { kind: 'parquet', head, chunks: packChunks(segments, limit) }, total };
  }

  /**
   * Chunks of rows whose texts are few enough to be written at once, as they will be asked for: to measure them first costs as much.
   * null where they may be more than are kept.
   */
  private async writtenChunks(
    queryId: string,
    columns: StatementOutcome['columns'],
    style: CellStyle,
    range: RowRange,
    duck: DuckRunner,
    limitBytes: number,
  ): Promise<ChunkPlan | null> {
    const near = nearBytes(this.parquet(queryId), columns);
    if (near === null) return null;
    const [sum] = await duck.rows(near);
    if (Number(sum?.[0]) > KEPT_BYTES / 2) return null;
    const rows = rowTexts(this.numbered(queryId, columns), columns, style, range);
    const file = await this.texts.file(queryId, 0, rows, (work) => work(duck));
    return chunksOf(file, limitBytes);
  }

  /** As `relation`, with the position of each row as `file_row_number`. */
  numbered(queryId: string, columns: StatementOutcome['columns']): string {
    const source = `SELECT * FROM read_parquet(${quoteText(this.path(queryId, 'parquet'))}, file_row_number = true)`;
    return inPhysicalForm(source, columns).replace('SELECT ', 'SELECT file_row_number, ');
  }

  private parquet(queryId: string): string {
    return `SELECT * FROM read_parquet(${quoteText(this.path(queryId, 'parquet'))})`;
  }

  private remember(result: StoredResult, text: string): void {
    this.cache.set(result.queryId, result, ENTRY_BYTES + text.length * 2);
  }
}

/** How many of these, from the first, are no more than `limit` together. */
function countWithin(sizes: readonly number[], limit: number): number {
  let sum = 0;
  const end = sizes.findIndex((bytes) => {
    sum += bytes;
    return sum > limit;
  });
  return end < 0 ? sizes.length : end;
}

const jsonBytes = (rows: readonly WireRow[]): number => Buffer.byteLength(JSON.stringify(rows));

function takeBytes(rows: readonly WireRow[], limit: number): readonly WireRow[] {
  let bytes = 0;
  const end = rows.findIndex((row) => {
    bytes += jsonBytes([row]);
    return bytes > limit;
  });
  return end < 0 ? rows : rows.slice(0, end);
}

function unreachable(value: never): never {
  throw new Error(`Unknown result ${JSON.stringify(value)}`);
}
