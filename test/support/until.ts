/** Between two looks: at first the shorter one, then a twentieth of what was waited so far. Looks cost the machine that is waited for. */
const PAUSE_MS = { shortest: 10, longest: 50 };

/** Looks again and again until `look` gives something, and says what it waited for when it does not. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  timeoutMs = 60_000,
): Promise<T> {
  const began = performance.now();
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    const waitedMs = performance.now() - began;
    if (waitedMs > timeoutMs) throw new Error(`Waited ${timeoutMs} ms in vain: ${what}.`);
    const pauseMs = Math.min(Math.max(waitedMs / 20, PAUSE_MS.shortest), PAUSE_MS.longest);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
