import { type JsonCell, type ResultColumn } from '@firn/snowpark';
import { RESULT_KINDS, SNOWFLAKE_TYPE_NAMES } from '@firn/snowpark/internal';
import { z } from 'zod';
import { Timestamp } from './time.js';

const size = z.int().nonnegative();

export const Column: z.ZodType<ResultColumn> = z.object({
  name: z.string(),
  type: z.enum(SNOWFLAKE_TYPE_NAMES),
  nullable: z.boolean(),
  precision: z.int().nullable(),
  scale: z.int().nullable(),
  length: z.int().nullable(),
  structure: z.string().optional(),
});

/** One cell: the encoding is that of `decodeCell` in @firn/snowpark. */
export const Cell: z.ZodType<JsonCell> = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** One row has a cell for each column, in order. */
export const ResultRow = z.array(Cell);
export type ResultRow = readonly JsonCell[];

/** How the rows are to be read. */
export const ResultKind = z.enum(RESULT_KINDS);

/** One page in the store: NDJSON, a line a row. `firstRow` counts from 0; `crc32` is of its bytes, looked at before they are handed out. */
export const PageEntry = z.object({ index: size, firstRow: size, rows: size, bytes: size, crc32: size });
export type PageEntry = z.infer<typeof PageEntry>;

/**
 * What lies under `tenant/job/epoch`. Written last: while it is missing there is no result, however many pages lie there.
 * `checksum` is the SHA-256, in hex, of all pages one after the other.
 */
export const Manifest = z.object({
  version: z.literal(1),
  columns: z.array(Column),
  rows: size,
  bytes: size,
  pages: z.array(PageEntry),
  checksum: z.string(),
  createdAt: Timestamp,
});
export type Manifest = z.infer<typeof Manifest>;

/** What a finished job shows of its result. `inline` holds all rows of a small one; else they lie in `pages` pages. */
export const ResultSummary = z.object({
  kind: ResultKind,
  columns: z.array(Column),
  rows: size,
  bytes: size,
  pages: size,
  inline: z.array(ResultRow).nullable(),
  /** From then on the rows are gone (`result_expired`). */
  expiresAt: Timestamp,
});
export type ResultSummary = z.infer<typeof ResultSummary>;
