import { maskQuoted, type Problem } from '@firn/contract';
import type { Job } from '@firn/jobs';
import type { BlobStore } from '@firn/results';

/**
 * What is said of a job, without what its statement keeps secret: Snowflake's messages quote statements, and a record is no place for
 * a password. An action with secrets never lies in the record itself, so that only what lies elsewhere is looked at.
 */
export async function keepSecret(
  { tenant, plan }: Pick<Job, 'tenant' | 'plan'>,
  said: Problem,
  { blobs }: { readonly blobs: BlobStore },
): Promise<Problem> {
  if (plan?.kind !== 'blob' || said.snowflake === undefined) return said;
  const action = await blobs.get(tenant, plan.digest).catch(() => null);
  // Lost or unreadable: then nobody can tell what in the message is secret.
  const shown = (text: string): string =>
    action === null ? 'Snowflake’s message is left out.' : maskQuoted(text, action.toString('utf8'));
  return {
    ...said,
    detail: shown(said.detail),
    snowflake: { ...said.snowflake, text: shown(said.snowflake.text) },
  };
}
