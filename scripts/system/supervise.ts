import { setTimeout as sleep } from 'node:timers/promises';
import type { Service } from './service.js';

/** A process of the system, and how another one is put into its place, with its port and its data. */
export interface Part {
  service(): Service;
  restart(): Promise<void>;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** Who ran for so long did not die of its start. */
const STEADY_MS = 60_000;

/**
 * Watches the processes until the signal: one that ends is named with what it ended by and said last, and started again, after a
 * pause that grows with each death. Resolves when the signal came and no start is under way.
 */
export async function supervise(
  parts: readonly Part[],
  say: (text: string) => void,
  until: AbortSignal,
): Promise<void> {
  await Promise.all(parts.map((part) => watch(part, say, until)));
}

async function watch(part: Part, say: (text: string) => void, until: AbortSignal): Promise<void> {
  const ended = new Promise<void>((resolve) => until.addEventListener('abort', () => resolve(), { once: true }));
  let deaths = 0;
  while (!until.aborted) {
    const since = Date.now();
    const service = part.service();
    await Promise.race([service.exited, ended]);
    if (until.aborted) return;
    deaths = Date.now() - since > STEADY_MS ? 1 : deaths + 1;
    say(`${service.name} ended ${service.ending()}. Its log ${service.logFile} ends with:\n${service.lastWords()}`);
    for (let isBack = false; !isBack && !until.aborted; ) {
      const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (deaths - 1), LONGEST_PAUSE_MS);
      say(`${service.name} is started again in ${pauseMs / 1_000} s`);
      await sleep(pauseMs, undefined, { signal: until }).catch(() => undefined);
      if (until.aborted) return;
      isBack = await part.restart().then(
        () => true,
        (error: unknown) => {
          say(error instanceof Error ? error.message : String(error));
          return false;
        },
      );
      deaths += isBack ? 0 : 1;
    }
    if (!until.aborted) say(`${service.name} runs again`);
  }
}
