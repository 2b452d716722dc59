import type { Job as Step } from 'bullmq';
import { z } from 'zod';

/**
 * What a step carries of itself once it is a suspect. BullMQ counts every process that ended while the step was taken, also one in
 * which it only asked whether it may enter; what may cost a job its life is counted here.
 */
const Mark = z.object({
  /** Processes that had ended with the step inside when it was marked. */
  deaths: z.int(),
  /** BullMQ's count when it was let in; null: it is not inside. */
  inside: z.int().nullable(),
});

/** How many processes ended with the step inside. A first death is counted as BullMQ does: nobody is marked before it. */
export function deathsOfStep({ progress, stalledCounter }: Pick<Step, 'progress' | 'stalledCounter'>): number {
  const mark = Mark.safeParse(progress);
  if (!mark.success) return Math.min(stalledCounter, 1);
  const { deaths, inside } = mark.data;
  return inside !== null && stalledCounter > inside ? deaths + 1 : deaths;
}

/** A suspect is let in. Before its work: a process that ends from here on is counted. */
export async function markInside(step: Step, deaths: number): Promise<void> {
  await step.updateProgress({ deaths, inside: step.stalledCounter } satisfies z.infer<typeof Mark>);
}

/**
 * Its work is over, however it went: it is no longer what a process dies of. Whoever has stood still so long that another worker
 * took the step says nothing any more.
 */
export async function markOutside(step: Step, deaths: number, token: string, lockMs: number): Promise<void> {
  if ((await step.extendLock(token, lockMs)) !== 1) return;
  await step.updateProgress({ deaths, inside: null } satisfies z.infer<typeof Mark>);
}
