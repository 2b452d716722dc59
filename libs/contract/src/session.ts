import { quoteName } from '@firn/snowpark';
import { z } from 'zod';
import { ProfileName, SessionId } from './ids.js';
import { Timestamp } from './time.js';

export const SessionRequest = z.strictObject({
  profile: ProfileName,
  /** Milliseconds without a job after which the session is closed by the sweeper. */
  idleTimeoutMs: z.int().min(1_000).max(604_800_000).default(14_400_000),
});
export type SessionRequest = z.infer<typeof SessionRequest>;
export type SessionRequestInput = z.input<typeof SessionRequest>;

/** A durable session: it owns temporary tables and a stage, and lives on no connection. */
export const SessionView = z.object({
  id: SessionId,
  profile: ProfileName,
  /** `closing`: its objects are being dropped. */
  state: z.enum(['open', 'closing', 'closed']),
  /** `@"DB"."SCHEMA"."FIRN_…_STAGE"`; null where the profile has no scratch schema. It is made before the first use. */
  stage: z.string().nullable(),
  createdAt: Timestamp,
  lastUsedAt: Timestamp,
});
export type SessionView = z.infer<typeof SessionView>;

/** Begins the name of every object that a session makes. An identifier as it is, quoted or not. */
export const sessionPrefix = (id: SessionId): string => `FIRN_${id.slice('ses_'.length)}`;

/** The parts of `FIRN.SCRATCH`: one or two plain names, folded as Snowflake folds what is not quoted, or quoted ones. */
export function scratchSchemaParts(name: string): readonly string[] {
  const parts = [...name.matchAll(/"((?:[^"]|"")+)"|([A-Za-z_][\w$]*)/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '').toUpperCase() : quoted.replaceAll('""', '"'),
  );
  return parts;
}

/** The session's stage as SQL, without the `@`. API, client and worker agree on it without asking each other. */
export const sessionStageName = (scratchSchema: string, id: SessionId): string =>
  [...scratchSchemaParts(scratchSchema), `${sessionPrefix(id)}_STAGE`].map((part) => quoteName(part)).join('.');
