import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Profile, parseProfile } from '@firn/snowflake';
import { z } from 'zod';
import { readJsonFile } from './json-file.js';

type Environment = Readonly<Record<string, string | undefined>>;

const password = z
  .strictObject({ kind: z.literal('password'), password: z.string().optional(), passwordEnv: z.string().optional() })
  .refine((auth) => (auth.password === undefined) !== (auth.passwordEnv === undefined), {
    error: 'needs either password or passwordEnv, the name of an environment variable that holds it',
  });
const keyPair = z.strictObject({
  kind: z.literal('key_pair'),
  privateKeyFile: z.string({ error: 'needs the path of a file that holds the key: no key stands in this file' }),
  passphraseEnv: z.string().optional(),
});

/** What stands in the file: as a profile, except that secrets are named and not written. */
const Auth = z.discriminatedUnion('kind', [password, keyPair], {
  error: 'needs { "kind": "key_pair", "privateKeyFile": … } or { "kind": "password", "passwordEnv": … }',
});
const Entry = z.looseObject({ name: z.string().optional(), auth: Auth });
const ProfilesFile = z.strictObject({ profiles: z.array(Entry).min(1, { error: 'needs at least one profile' }) });

/** Profiles by name. Files of keys are found from the folder of the profiles file. @throws Error naming the profile and what is wrong. */
export function readProfilesFile(path: string, environment: Environment): ReadonlyMap<string, Profile> {
  const parsed = ProfilesFile.safeParse(readJsonFile(path));
  if (!parsed.success) throw new Error(`${path}: ${z.prettifyError(parsed.error)}`);
  const profiles = new Map<string, Profile>();
  for (const { auth, ...entry } of parsed.data.profiles) {
    const profile = parseProfile({ ...entry, auth: secretsOf(auth, dirname(path), environment, entry.name ?? '') });
    if (profiles.has(profile.name)) throw new Error(`${path}: two profiles are called ${profile.name}`);
    profiles.set(profile.name, profile);
  }
  return profiles;
}

function secretsOf(
  auth: z.infer<typeof Entry>['auth'],
  folder: string,
  environment: Environment,
  profile: string,
): unknown {
  const variable = (name: string): string => {
    const value = environment[name];
    if (value === undefined || value === '')
      throw new Error(`the profile ${profile} names the variable ${name}, which is not set`);
    return value;
  };
  if (auth.kind === 'password') {
    return { kind: auth.kind, password: auth.passwordEnv === undefined ? auth.password : variable(auth.passwordEnv) };
  }
  return {
    kind: auth.kind,
    privateKey: readFileSync(resolve(folder, auth.privateKeyFile), 'utf8'),
    ...(auth.passphraseEnv !== undefined && { passphrase: variable(auth.passphraseEnv) }),
  };
}
