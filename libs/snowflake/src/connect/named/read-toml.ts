import { open } from 'node:fs/promises';
import { UsageError } from '@firn/snowpark';
import { parse, type TomlTable } from 'smol-toml';

/** As the drivers call it; for places where files cannot have an owner, such as some mounted secrets. */
const SKIP_CHECK = 'SF_SKIP_TOKEN_FILE_PERMISSIONS_VERIFICATION';

/**
 * The text of a file that holds secrets; null where there is none. Looked at and read through one handle, so that it cannot be
 * exchanged in between.
 *
 * @throws UsageError for a file that others can read or change, and for one that cannot be read
 */
export async function readSecretFile(path: string): Promise<string | null> {
  const handle = await open(path).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw refused(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (handle === null) return null;
  try {
    const { mode, uid } = await handle.stat();
    const fault = isChecked() ? accessFault(path, mode, uid) : null;
    if (fault !== null) throw refused(fault);
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

/** A TOML file that holds secrets; null where there is none. */
export async function readToml(path: string): Promise<TomlTable | null> {
  const text = await readSecretFile(path);
  if (text === null) return null;
  try {
    return parse(text);
  } catch (error) {
    // The message of the parser shows the lines around the fault, with what secrets they hold.
    const { line, column } = placeOf(error);
    throw refused(`${path} is no TOML: line ${line}, column ${column} cannot be read.`);
  }
}

export const isTable = (value: unknown): value is TomlTable =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

const isMissing = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  (error.code === 'ENOENT' || error.code === 'ENOTDIR');

const isChecked = (): boolean => process.platform !== 'win32' && !process.env[SKIP_CHECK];

/** What is wrong with who may read or change a file; null where only its owner may, and is the user of this process or root. */
function accessFault(path: string, mode: number, uid: number): string | null {
  const skip = `or set ${SKIP_CHECK}=1 where a file cannot be otherwise`;
  if ((mode & 0o077) !== 0) {
    const permissions = (mode & 0o777).toString(8).padStart(4, '0');
    return `${path} may be read or changed by others (${permissions}), and holds secrets. Run chmod 0600 ${path}, ${skip}.`;
  }
  const user = process.getuid?.();
  if (uid === user || uid === 0) return null;
  return `${path} belongs to another user (${uid}). Run chown ${user} ${path}, ${skip}.`;
}

const placeOf = (error: unknown): { readonly line: unknown; readonly column: unknown } =>
  typeof error === 'object' && error !== null && 'line' in error && 'column' in error
    ? { line: error.line, column: error.column }
    : { line: '?', column: '?' };

const refused = (message: string): UsageError => new UsageError('invalid_argument', message);
