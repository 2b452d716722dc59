import { join, relative, sep } from 'node:path';
import { SqlError } from '../errors.js';

/**
 * A path inside a stage as text without leading slash or empty parts. A slash at the end is kept: it tells a folder
 * from the start of a file name. `.` and `..` are names like any other: paths are prefixes of names, taken literally.
 *
 * @throws SqlError 001003 for control characters, which this server keeps for itself.
 */
export function normaliseStagePath(path: string): string {
  const control = CONTROL.exec(path);
  if (control !== null) {
    const code = control[0].charCodeAt(0).toString(16).padStart(2, '0');
    throw new SqlError(
      '001003',
      '42000',
      `SQL compilation error:\nInvalid stage path: it holds the control character 0x${code}.`,
    );
  }
  const parts = path.split('/').filter((part) => part !== '');
  return parts.join('/') + (path.endsWith('/') && parts.length > 0 ? '/' : '');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/;

/** Ends the names on disk of what is called `.` or `..` in the stage: a file system would leave the folder there. */
const LITERAL = '\u0002';

/** Where a file of a stage lies on disk: never outside of the stage's folder. */
export const fileOfPath = (folder: string, path: string): string =>
  join(folder, ...path.split('/').map((part) => (part === '.' || part === '..' ? `${part}${LITERAL}` : part)));

/** The path inside the stage of a file on disk. */
export const pathOfFile = (folder: string, file: string): string =>
  relative(folder, file)
    .split(sep)
    .map((part) => (part === `.${LITERAL}` || part === `..${LITERAL}` ? part.slice(0, -LITERAL.length) : part))
    .join('/');
