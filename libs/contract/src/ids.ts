import { z } from 'zod';

const ULID = '[0-7][0-9A-HJKMNP-TV-Z]{25}';

/** `job_`, two hexadecimal characters that name the shard the job lives in, and a ULID. */
export const JobId = z.string().regex(new RegExp(`^job_[0-9a-f]{2}${ULID}$`), {
  error: 'must be a job ID, such as job_0001JD7Z3V9Q5W8N2R4T6Y0B1C3D',
});
export type JobId = z.infer<typeof JobId>;

export const BatchId = z
  .string()
  .regex(new RegExp(`^bat_${ULID}$`), { error: 'must be a batch ID, such as bat_01JD7Z3V9Q5W8N2R4T6Y0B1C3D' });
export type BatchId = z.infer<typeof BatchId>;

export const SessionId = z
  .string()
  .regex(new RegExp(`^ses_${ULID}$`), { error: 'must be a session ID, such as ses_01JD7Z3V9Q5W8N2R4T6Y0B1C3D' });
export type SessionId = z.infer<typeof SessionId>;

/** Of a cancel of many jobs. */
export const CancelId = z
  .string()
  .regex(new RegExp(`^can_${ULID}$`), { error: 'must be a cancel ID, such as can_01JD7Z3V9Q5W8N2R4T6Y0B1C3D' });
export type CancelId = z.infer<typeof CancelId>;

/** The two characters of a job's ID that say which shard holds its record. */
export const shardOfJob = (id: JobId): string => id.slice(4, 6);

/** A query ID of Snowflake: a UUID. It goes into addresses and SQL, so nothing else passes. */
export const QueryId = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, {
  error: 'must be a Snowflake query ID, which looks like a UUID',
});
export type QueryId = z.infer<typeof QueryId>;

/** Tenants, profiles and handlers become parts of keys and of folder names. */
export const TenantName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/i, { error: 'must be 1 to 63 letters, digits, _ or -, the first no sign' });
export const HandlerName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_.-]{0,62}$/i, { error: 'must be 1 to 63 letters, digits, _, . or -, the first no sign' });
export type HandlerName = z.infer<typeof HandlerName>;
export const ProfileName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_.-]{0,62}$/i, { error: 'must be 1 to 63 letters, digits, _, . or -, the first no sign' });
