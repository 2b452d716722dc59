import { SqlError } from '../errors.js';

/**
 * A path inside a stage as text without leading slash or empty parts. A slash at the end is kept: it tells a folder
 * from the start of a file name. The path never leaves its stage.
 *
 * @throws SqlError 001003 for `.` and `..`.
 */
export function normaliseStagePath(path: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  if (parts.some((part) => part === '..' || part === '.')) {
    throw new SqlError(
      '001003',
      '42000',
      `SQL compilation error:\nInvalid stage path '${path}': it must not hold '.' or '..' as a folder.`,
    );
  }
  if (path.includes('\0')) {
    throw new SqlError('001003', '42000', 'SQL compilation error:\nInvalid stage path: it holds a NUL character.');
  }
  return parts.join('/') + (path.endsWith('/') && parts.length > 0 ? '/' : '');
}
