import { type JobAction, ProblemError, parseStoredAction } from '@firn/contract';
import type { Job, TextRef } from '@firn/jobs';
import { BlobDamaged, BlobMissing } from '@firn/results';
import { PlanParseError } from '@firn/snowpark';
import type { WorkerPorts } from '../ports.js';

/** The plan is written in a version that this worker does not know yet. Another worker will: it is put back, never failed. */
export class NewerPlan extends Error {
  override readonly name = 'NewerPlan';
}

export interface LoadedAction {
  readonly action: JobAction;
  /** As it was stored. */
  readonly encoded: string;
}

/** @throws NewerPlan, or ProblemError plan_lost. */
export async function loadAction(job: Job, ports: WorkerPorts): Promise<LoadedAction> {
  const encoded = await textOf(job.tenant, job.plan, ports);
  try {
    return { action: parseStoredAction(encoded), encoded };
  } catch (error) {
    if (error instanceof PlanParseError && error.code === 'plan_version_newer') {
      throw new NewerPlan(error.message, { cause: error });
    }
    const detail = `The stored plan cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    throw ProblemError.of('plan_lost', { detail }, { cause: error });
  }
}

async function textOf(tenant: string, ref: TextRef | null, ports: WorkerPorts): Promise<string> {
  if (ref === null) throw ProblemError.of('plan_lost', { detail: 'The record holds no plan.' });
  if (ref.kind === 'inline') return ref.text;
  try {
    return (await ports.blobs.get(tenant, ref.digest)).toString('utf8');
  } catch (error) {
    if (!(error instanceof BlobMissing || error instanceof BlobDamaged)) throw error;
    throw ProblemError.of('plan_lost', { detail: error.message }, { cause: error });
  }
}
