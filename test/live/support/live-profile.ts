import { readFileSync } from 'node:fs';
import { type Profile, parseProfile } from '@firn/snowflake';

/** The profile that the environment names: JSON as `parseProfile` reads it. */
export function liveProfile(): Profile {
  const file = process.env.FIRN_LIVE_PROFILE_FILE;
  if (file === undefined) throw new Error('FIRN_LIVE_PROFILE_FILE is not set: it names the JSON file of one profile.');
  return parseProfile(JSON.parse(readFileSync(file, 'utf8')));
}
