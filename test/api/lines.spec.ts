import fc from 'fast-check';
import { type Line, readLines } from '../../apps/api/src/accept/lines.js';

async function* inPieces(text: string, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  let at = 0;
  for (const size of sizes) {
    if (at >= bytes.length) return;
    yield bytes.subarray(at, at + size);
    at += size;
  }
  if (at < bytes.length) yield bytes.subarray(at);
}

const collect = async (text: string, sizes: readonly number[], maxBytes = 1_000) => {
  const found: unknown[] = [];
  for await (const line of readLines(inPieces(text, sizes), maxBytes, { add: () => undefined })) {
    found.push(line.kind === 'line' ? { ...line, bytes: Buffer.from(line.bytes).toString() } : line);
  }
  return found;
};

describe('readLines', () => {
  it('finds the same lines however the body is cut into pieces', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ' '))),
        fc.array(fc.integer({ min: 1, max: 7 })),
        async (lines, sizes) => {
          const expected = lines
            .map((line, index) => ({ kind: 'line', number: index + 1, bytes: line }))
            .filter(({ bytes }) => !/^[ \t\r]*$/.test(bytes));
          expect(await collect(lines.join('\n'), sizes)).toEqual(expected);
        },
      ),
    ));

  it('drops what is too long and goes on', async () => {
    expect(await collect(`${'x'.repeat(50)}\nshort\r\n`, [3, 3, 3], 10)).toEqual([
      { kind: 'too_long', number: 1 },
      { kind: 'line', number: 2, bytes: 'short\r' },
    ]);
  });

  it('holds no more than one line, however long the body is', async () => {
    async function* endless() {
      const piece = Buffer.alloc(65_536, 0x78);
      for (let count = 0; count < 2_000; count += 1) yield piece; // 131 MB without a newline
    }
    const before = process.memoryUsage().arrayBuffers;
    const found: Line[] = [];
    for await (const line of readLines(endless(), 100_000, { add: () => undefined })) found.push(line);
    expect(found).toEqual([{ kind: 'too_long', number: 1 }]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000);
  });
});
