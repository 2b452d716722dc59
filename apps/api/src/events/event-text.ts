/** Says nothing, and keeps proxies and readers from taking the silence for a dead connection. */
export const BEAT = ': \n\n';

/** For whoever reads with an EventSource: how long it waits before it comes again. */
export const RETRY = 'retry: 1000\n\n';

/**
 * One event as it is sent (WHATWG HTML, server-sent events). JSON has no line ends, so that its data is one line.
 *
 * @param id where the reader goes on after this one: it comes back as Last-Event-ID; null: where it would have gone on before
 */
export const eventText = (name: string, id: string | null, data: unknown): string =>
  `${id === null ? '' : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
