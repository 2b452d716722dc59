import { randomUUID } from 'node:crypto';
import { LockRefused } from '../admit/locks.js';
import { SqlError, unsupported } from '../errors.js';
import { isCommitRefused, sqlErrorFromEngine } from '../types/engine-error.js';
import { diskFailure, engineDown, messageOf } from './engine-failure.js';
import type { QueryFailure } from './query.js';

export const cancelled = (): SqlError => new SqlError('000604', '57014', 'SQL execution canceled');

/** Nobody has cancelled the statement itself: it went with its session, by a logout, an end from outside or the end of the service. */
export const sessionEnded = (): SqlError =>
  new SqlError('000604', '57014', 'SQL execution canceled: its session was ended.');

export const notExecuting = (): SqlError =>
  new SqlError('000605', '02000', 'The identified SQL statement is not currently executing.');

export const timedOut = (seconds: number): SqlError =>
  new SqlError(
    '000630',
    '57014',
    `Statement reached its statement or warehouse timeout of ${seconds} second(s) and was canceled.`,
  );

export const noWarehouse = (): SqlError =>
  new SqlError(
    '000606',
    '57P03',
    "No active warehouse selected in the current session.  Select an active warehouse with the 'use warehouse' command.\n",
  );

export const unknownStatement = (queryId: string): SqlError =>
  new SqlError('000709', '02000', `Statement ${queryId} not found`);

export const wrongStatementCount = (actual: number, desired: number): SqlError =>
  new SqlError(
    '000008',
    '0A000',
    `Actual statement count ${actual} did not match the desired statement count ${desired}.`,
  );

export const tooManyLevels = (most: number): SqlError =>
  unsupported(`more than ${most} procedures and blocks that run each other`);

/** The transaction's snapshot is older than a change it would overwrite: run it again. */
export const changedSinceSnapshot = (table: string, queryId: string): SqlError =>
  new SqlError(
    '000625',
    '57014',
    `Statement '${queryId}' was aborted: table ${table} was changed by another transaction after this one's first write. Roll back and run the transaction again.`,
  );

/** The transaction cannot go on, and says why and what to do. */
export const transactionAborted = (cause: Error): SqlError =>
  new SqlError(
    '000603',
    '25P02',
    `The transaction was aborted by an earlier error (${cause.message}). Run ROLLBACK, then the transaction again.`,
  );

export const unfinishedTransaction = (): SqlError =>
  new SqlError(
    '090232',
    '25000',
    'Scoped transaction started in stored procedure is incomplete and it was rolled back.',
  );

function lockRefused({ reason, table }: LockRefused, queryId: string): SqlError {
  const name = table.replaceAll('"', '');
  switch (reason) {
    case 'too_many_waiters':
      return new SqlError(
        '000625',
        '57014',
        `Statement '${queryId}' was aborted because the number of waiters for the lock on table ${name} exceeds the 20 statements limit.`,
      );
    case 'deadlock':
      return new SqlError(
        '000625',
        '57014',
        `Statement '${queryId}' was aborted because waiting for the lock on table ${name} would be a deadlock. Roll back and run the transaction again.`,
      );
    case 'timeout':
      return new SqlError(
        '000625',
        '57014',
        `Statement '${queryId}' was aborted because it waited longer than LOCK_TIMEOUT for the lock on table ${name}.`,
      );
    default:
      return unreachable(reason);
  }
}

/** Whether DuckDB refused a write because another transaction changed the same row or object meanwhile. */
export const isConflict = (error: unknown): boolean =>
  diskFailure(error) === null &&
  !isCommitRefused(error) &&
  /^TransactionContext Error|Conflict on|write-write conflict/.test(messageOf(error));

/** Whatever went wrong, as the error that a client understands. */
export function sqlErrorOf(
  error: unknown,
  queryId: string,
  report: (error: unknown, incident: string) => void,
): SqlError {
  if (error instanceof SqlError) return error;
  if (error instanceof LockRefused) return lockRefused(error, queryId);
  const down = engineDown(error);
  if (down !== undefined) {
    report(error, queryId);
    return down;
  }
  const mapped = sqlErrorFromEngine(error);
  if (mapped !== undefined) return mapped;
  const incident = randomUUID();
  report(error, incident);
  return new SqlError('300002', 'XX000', `SQL execution internal error: Processing aborted by incident ${incident}.`);
}

export const failureOf = (error: SqlError, compilation: boolean): QueryFailure => ({
  code: error.code,
  sqlState: error.sqlState,
  message: error.message,
  ...(error.position === undefined ? {} : { position: error.position }),
  compilation,
  aborted: error.code === '000604',
});

function unreachable(value: never): never {
  throw new Error(`Unknown refusal ${JSON.stringify(value)}`);
}
