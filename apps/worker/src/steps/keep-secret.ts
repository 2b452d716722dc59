import type { Problem } from '@firn/contract';
import type { Job } from '@firn/jobs';
import type { BlobStore } from '@firn/results';
import type { Compiler } from '../compile/compiler.js';

/**
 * What is said of a job, without what its statement keeps secret: Snowflake's messages quote statements, and a record is no place for
 * a password. An action with secrets never lies in the record itself, so that only what lies elsewhere is looked at.
 */
export async function keepSecret(
  { tenant, plan }: Pick<Job, 'tenant' | 'plan'>,
  said: Problem,
  { blobs, compiler }: { readonly blobs: BlobStore; readonly compiler: Pick<Compiler, 'mask'> },
): Promise<Problem> {
  if (plan?.kind !== 'blob' || said.snowflake === undefined) return said;
  const texts = [said.detail, said.snowflake.text];
  // Lost, unreadable, or more than a thread can hold: then nobody can tell what in the message is secret.
  const [detail = LEFT_OUT, text = LEFT_OUT] = await blobs
    .get(tenant, plan.digest)
    .then((action) => compiler.mask(texts, action))
    .catch(() => []);
  return { ...said, detail, snowflake: { ...said.snowflake, text } };
}

const LEFT_OUT = 'Snowflake’s message is left out.';
