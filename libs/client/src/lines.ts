/** Text as it arrives, cut at line ends: each item holds the whole lines of one chunk. Leaving the loop cancels the body. */
export async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<readonly string[]> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  let ended = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      if (lines.length > 0) yield lines;
    }
    ended = true;
    if (rest !== '') yield [rest];
  } finally {
    if (!ended) await reader.cancel().catch(() => undefined); // it may have failed already, which is being thrown
  }
}
