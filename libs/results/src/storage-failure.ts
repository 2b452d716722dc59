/** Of a write through an open file, whose error names no path. */
const OF_OPEN_FILES: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO', 'EISDIR', 'EROFS', 'ESTALE']);

/**
 * What the file system said, with the file below the data folder where it is known: `ENOSPC: no space left on device, write`.
 * Null for an error that is none of the file system's.
 */
export function storageFailure(error: unknown): string | null {
  // By its members, not its class: test runners have realms of their own.
  if (typeof error !== 'object' || error === null || !('code' in error && 'syscall' in error)) return null;
  const { code } = error;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : null;
  if (typeof code !== 'string' || (path === null && !OF_OPEN_FILES.has(code))) return null;
  const message = 'message' in error ? String(error.message) : code;
  // Where the folder lies is nobody's business but the operator's.
  return message.replaceAll(/'[^']*?((?:results|blobs)\/[^']*)'/g, "'$1'");
}
