import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A key for each tenant, kept with the data: what was pasted into a shell yesterday works today. Only their owner reads the file. */
export function developmentKeys(folder: string, tenants: readonly string[]): Readonly<Record<string, string>> {
  const file = join(folder, 'development-keys.json');
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>) : {};
  const keys = Object.fromEntries(
    tenants.map((tenant): [string, string] => {
      const kept = known[tenant];
      return [tenant, typeof kept === 'string' ? kept : `firn_${randomBytes(24).toString('base64url')}`];
    }),
  );
  writeFileSync(file, `${JSON.stringify({ ...known, ...keys }, null, 2)}\n`, { mode: 0o600 });
  return keys;
}
