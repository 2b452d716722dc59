import { SqlError } from '../errors.js';

/** Not by `instanceof`: DuckDB's errors may come from another realm. */
export const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';

/** After a failure of this kind DuckDB refuses everything until the database is opened again. */
export const isFatal = (error: unknown): boolean => /^FATAL Error|database has been invalidated/.test(messageOf(error));

/** Whether it was for lack of memory that DuckDB did not do what it had begun. */
export const isMemoryShort = (error: unknown): boolean =>
  /failed to (?:pin|allocate)|could not allocate/.test(messageOf(error));

/** A checkpoint waits for no transaction that writes. */
export const isInUse = (error: unknown): boolean =>
  /^TransactionContext Error: Cannot CHECKPOINT/.test(messageOf(error));

/**
 * DuckDB's optimizer loses track of columns in some legal queries, such as one that reads a common table expression twice
 * over a PIVOT. Nothing has run then, and the plan as it was bound is right.
 */
export const isOptimizerFault = (error: unknown): boolean =>
  /^(?:INTERNAL Error: (?:Attempted to access index|Failed to bind column reference)|Invalid Error: (?:unordered_map|map|vector)::)/.test(
    messageOf(error),
  );

const DISK_CODES: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on device',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'a file is larger than the system allows',
  EROFS: 'the file system is read-only',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EIO: 'the disk does not answer as it should',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files',
};

/** DuckDB's words for the same, around those of the operating system. Other kinds of its errors quote what users wrote. */
const DISK_WORDS =
  /^(?:IO Error|FATAL Error|TransactionContext Error: Failed to commit)[\s\S]*?(No space left on device|Disk quota exceeded|File too large|Read-only file system|Input\/output error|Permission denied|Too many open files)/;

/** What keeps the data folder from being written or read, in words; null for an error of another kind. */
export function diskFailure(error: unknown): string | null {
  const known = DISK_CODES[codeOf(error)];
  if (known !== undefined) return known;
  return DISK_WORDS.exec(messageOf(error))?.[1]?.toLowerCase() ?? null;
}

/** The fault is the engine's or the disk's, not that of the data: later the same may succeed. */
export const isEngineDown = (error: unknown): boolean => isFatal(error) || diskFailure(error) !== null;

/** As a client is told; undefined for an error of another kind. What had not been committed is rolled back. */
export function engineDown(error: unknown): SqlError | undefined {
  const disk = diskFailure(error);
  const reason =
    disk !== null
      ? `the server cannot use its data folder: ${disk}`
      : isFatal(error)
        ? 'the database was interrupted by a fatal error and is being opened again'
        : null;
  if (reason === null) return undefined;
  const text = `SQL execution internal error:\nProcessing aborted: ${reason}. What the statement had not committed was rolled back.`;
  return new SqlError('000603', 'XX000', text, undefined, { cause: error });
}
