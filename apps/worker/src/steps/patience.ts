import { SnowflakeError } from '@app/snowpark';

/** The driver's own code for an exchange that failed: the way is broken, and what was asked may yet arrive. */
const NO_ANSWER = '401001';

/**
 * Waits for an answer of Snowflake, but not for as long as the driver does, which repeats a request for more than a minute: a
 * job should say what it waits for. The request itself cannot be called back; `late` takes an answer that comes after all.
 *
 * @throws SnowflakeError 401001 once `patienceMs` are over.
 */
export async function patiently<T>(
  work: Promise<T>,
  patienceMs: number,
  what: string,
  late?: (answer: T) => void,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let over = false;
  const end = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      over = true;
      reject(
        new SnowflakeError({
          code: NO_ANSWER,
          sqlState: null,
          queryId: null,
          text: `${what}: no answer of Snowflake within ${patienceMs} ms.`,
        }),
      );
    }, patienceMs);
  });
  work.then(
    (answer) => over && late?.(answer),
    () => undefined,
  );
  try {
    return await Promise.race([work, end]);
  } finally {
    clearTimeout(timer);
  }
}
