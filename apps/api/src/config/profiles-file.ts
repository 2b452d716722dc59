import { ProfileName, scratchSchemaParts, TenantName } from '@firn/contract';
import { z } from 'zod';
import { readJsonFile } from './json-file.js';

const Entry = z
  .object({
    name: ProfileName,
    tenant: TenantName.default('default'),
    scratchSchema: z
      .string()
      .refine((name) => [1, 2].includes(scratchSchemaParts(name).length), {
        error: 'must look like SCHEMA or DATABASE.SCHEMA',
      })
      .optional(),
  })
  .transform(({ scratchSchema, ...profile }) => ({ ...profile, scratchSchema: scratchSchema ?? null }));

/**
 * What the API may know of a Snowflake profile: whose it is, and where its sessions put what is temporary. Credentials are the
 * workers' business and are not even parsed here.
 */
export type Profile = Readonly<z.infer<typeof Entry>>;

const ProfilesFile = z.object({ profiles: z.array(Entry).min(1, { error: 'needs at least one profile' }) });

/** @throws Error naming the file and the entry, never its secrets. */
export function readProfilesFile(path: string): readonly Profile[] {
  const { profiles } = readJsonFile(path, ProfilesFile);
  const seen = new Set<string>();
  for (const { name } of profiles) {
    if (seen.has(name)) throw new Error(`${path}: two profiles are called ${name}`);
    seen.add(name);
  }
  return profiles;
}
