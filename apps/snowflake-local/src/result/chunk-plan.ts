/** A run of consecutive rows and the bytes of their JSON text with one comma after each row. */
export interface Segment {
  readonly rows: number;
  readonly bytes: number;
}

/** Chunks in the order of their rows; the first begins after the inline rows. */
export type ChunkPlan = readonly Segment[];

/** Chunks that lie together in one file on disk, made on first request. */
export interface Part {
  readonly firstChunk: number;
  readonly chunks: number;
  /** Position of the first row in the result. */
  readonly firstRow: number;
  readonly rows: number;
}

/** Packs segments into chunks of at most `limitBytes`; a segment larger than that is a chunk of its own. */
export function packChunks(segments: readonly Segment[], limitBytes: number): ChunkPlan {
  const chunks: { rows: number; bytes: number }[] = [];
  for (const { rows, bytes } of segments) {
    const last = chunks.at(-1);
    if (last !== undefined && last.bytes + bytes <= limitBytes) {
      last.rows += rows;
      last.bytes += bytes;
    } else {
      chunks.push({ rows, bytes });
    }
  }
  return chunks;
}

/** Groups chunks into files of about `limitBytes`, so that many small chunks do not cost a query each. */
export function packParts(chunks: ChunkPlan, inlineRows: number, limitBytes: number): readonly Part[] {
  const parts: { firstChunk: number; chunks: number; firstRow: number; rows: number; bytes: number }[] = [];
  let firstRow = inlineRows;
  chunks.forEach(({ rows, bytes }, index) => {
    const last = parts.at(-1);
    if (last !== undefined && last.bytes + bytes <= limitBytes) {
      last.chunks += 1;
      last.rows += rows;
      last.bytes += bytes;
    } else {
      parts.push({ firstChunk: index, chunks: 1, firstRow, rows, bytes });
    }
    firstRow += rows;
  });
  return parts.map(({ firstChunk, chunks: count, firstRow: row, rows }) => ({
    firstChunk,
    chunks: count,
    firstRow: row,
    rows,
  }));
}

/** Where a chunk's text lies in its part's file, the comma after its last row left out. */
export function byteRange(
  chunks: ChunkPlan,
  part: Part,
  chunk: number,
): { readonly start: number; readonly end: number } {
  const before = chunks.slice(part.firstChunk, chunk);
  const start = before.reduce((sum, { bytes }) => sum + bytes, 0);
  return { start, end: start + (chunks[chunk]?.bytes ?? 0) };
}
