import type { Statement } from '@firn/snowpark';
import type { SnowflakeSession } from '../connect/session.js';
import type { SentQueries } from './sent-queries.js';

/** Every statement is tried, whatever becomes of the others; what stays behind goes with the session. */
export async function cleanUp(
  session: SnowflakeSession,
  cleanup: readonly Statement[],
  sent: SentQueries,
): Promise<void> {
  for (const statement of cleanup) {
    await sent.told(statement, () => session.execute(statement)).catch(() => undefined);
  }
}
