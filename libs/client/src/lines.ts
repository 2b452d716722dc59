const NEWLINE = 0x0a;

/**
 * A body as it arrives, cut at line ends: each item holds whole lines, with the newline behind each but for a last one that has none.
 * Leaving the loop cancels the body.
 */
export async function* wholeLines(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  let begun: Uint8Array[] = []; // a line may come in thousands of pieces: they are put together once
  let ended = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const end = value.lastIndexOf(NEWLINE) + 1;
      // Of a piece only the line is copied whose beginning came before.
      const whole = end > 0 && begun.length > 0 ? value.indexOf(NEWLINE) + 1 : 0;
      if (whole > 0) {
        yield joined([...begun, value.subarray(0, whole)]);
        begun = [];
      }
      if (end > whole) yield value.subarray(whole, end);
      if (end < value.length) begun.push(value.subarray(end));
    }
    ended = true;
    if (begun.length > 0) yield joined(begun);
  } finally {
    if (!ended) await reader.cancel().catch(() => undefined); // it may have failed already, which is being thrown
  }
}

/** The same as texts without their newlines. */
export async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<readonly string[]> {
  for await (const lines of wholeLines(body)) {
    const texts = DECODER.decode(lines).split('\n');
    if (texts.at(-1) === '') texts.pop();
    yield texts;
  }
}

/** A mark of byte order is part of the text, wherever it stands. */
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true });

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
