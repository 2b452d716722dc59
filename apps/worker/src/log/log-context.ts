import { AsyncLocalStorage } from 'node:async_hooks';

/** What every line about a job carries. Filled in as it becomes known; never a secret. */
export interface LogContext {
  tenant?: string;
  jobId?: string;
  epoch?: number;
  queryId?: string;
  requestId?: string;
  profile?: string;
  step?: string;
}

const storage = new AsyncLocalStorage<LogContext>();

export const runInLogContext = <T>(context: LogContext, body: () => T): T => storage.run({ ...context }, body);

export const logContext = (): LogContext | undefined => storage.getStore();

/** Adds what became known to the lines that follow in this step. Outside a step it does nothing. */
export function addToLogContext(known: LogContext): void {
  const context = storage.getStore();
  if (context !== undefined) Object.assign(context, known);
}
