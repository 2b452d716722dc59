/** What one check of a client came to. */
export interface Outcome {
  readonly client: string;
  readonly check: string;
  /** Absent when the check passed. */
  readonly error?: string;
}

/** Runs a check and gives its outcome; the next one runs whatever happened. */
export async function check(client: string, name: string, run: () => Promise<void>): Promise<Outcome> {
  try {
    await run();
    return { client, check: name };
  } catch (error) {
    return { client, check: name, error: error instanceof Error ? error.message : String(error) };
  }
}
