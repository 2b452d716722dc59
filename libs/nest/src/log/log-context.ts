import { AsyncLocalStorage } from 'node:async_hooks';

/** What every line about one request or one job carries. Filled in as it becomes known; never a secret. */
export interface LogContext {
  requestId?: string;
  tenant?: string;
  keyId?: string;
  jobId?: string;
  batchId?: string;
  epoch?: number;
  queryId?: string;
  profile?: string;
  step?: string;
}

const storage = new AsyncLocalStorage<LogContext>();

export const runInLogContext = <T>(context: LogContext, body: () => T): T => storage.run({ ...context }, body);

export const logContext = (): Readonly<LogContext> | undefined => storage.getStore();

/** Adds what became known to the lines that follow in this request or step. Outside of one it does nothing. */
export function addToLogContext(known: LogContext): void {
  const context = storage.getStore();
  if (context !== undefined) Object.assign(context, known);
}
