import { AsyncLocalStorage } from 'node:async_hooks';

/** What every line of one request carries. Filled in as it becomes known; never a secret. */
export interface LogContext {
  readonly requestId: string;
  tenant?: string;
  keyId?: string;
  jobId?: string;
  batchId?: string;
  profile?: string;
}

const storage = new AsyncLocalStorage<LogContext>();

export const runInLogContext = <T>(context: LogContext, body: () => T): T => storage.run(context, body);

export const logContext = (): LogContext | undefined => storage.getStore();

/** Adds what became known to the lines that follow in this request. Outside a request it does nothing. */
export function addToLogContext(known: Omit<Partial<LogContext>, 'requestId'>): void {
  const context = storage.getStore();
  if (context !== undefined) Object.assign(context, known);
}
