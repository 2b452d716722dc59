import fc from 'fast-check';
import { byteRange, packChunks, packParts } from '../../../apps/snowflake-local/src/result/chunk-plan.js';

const segments = fc.array(
  fc.record({ rows: fc.integer({ min: 1, max: 50 }), bytes: fc.integer({ min: 4, max: 500 }) }),
  {
    maxLength: 60,
  },
);

describe('the chunk plan', () => {
  it('loses no row and keeps chunks under the limit, but for one segment that is larger alone', () =>
    fc.assert(
      fc.property(segments, fc.integer({ min: 100, max: 400 }), (given, limit) => {
        const chunks = packChunks(given, limit);
        const sum = (field: 'rows' | 'bytes', of: typeof chunks) => of.reduce((total, item) => total + item[field], 0);
        expect(sum('rows', chunks)).toBe(sum('rows', given));
        expect(sum('bytes', chunks)).toBe(sum('bytes', given));
        for (const chunk of chunks) {
          expect(chunk.bytes <= limit || given.some(({ bytes }) => bytes === chunk.bytes)).toBe(true);
        }
      }),
    ));

  it('puts every chunk at one place in one file', () =>
    fc.assert(
      fc.property(segments, fc.integer({ min: 0, max: 20 }), (given, inlineRows) => {
        const chunks = packChunks(given, 300);
        const parts = packParts(chunks, inlineRows, 1_000);
        let nextChunk = 0;
        let nextRow = inlineRows;
        for (const part of parts) {
          expect([part.firstChunk, part.firstRow]).toEqual([nextChunk, nextRow]);
          let offset = 0;
          for (let chunk = part.firstChunk; chunk < part.firstChunk + part.chunks; chunk += 1) {
            const { start, end } = byteRange(chunks, part, chunk);
            expect(start).toBe(offset);
            offset = end;
          }
          nextChunk += part.chunks;
          nextRow += part.rows;
        }
        expect(nextChunk).toBe(chunks.length);
      }),
    ));
});
