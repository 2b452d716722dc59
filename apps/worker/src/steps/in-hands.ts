import { epochOfStep, type InHands, isSession, type StepKind, type StepSubject } from '@firn/jobs';
import type { Job as Step } from 'bullmq';
import type { WorkerPorts } from '../ports.js';

/** None that was lost before: it is not asked for. */
const NEVER_LOST: InHands = { wasLost: false, gone: 0 };

/** In whose hands a step was before, and steps of its kind in the attempts before it. */
export async function inHands(
  kind: StepKind,
  subject: StepSubject,
  { id = '', stalledCounter }: Step,
  { hands }: WorkerPorts,
): Promise<InHands> {
  if (stalledCounter > 0) return hands.look(kind, subject, id);
  const isFirst = isSession(subject) || epochOfStep(id) === 0;
  return isFirst ? NEVER_LOST : hands.look(kind, subject, null);
}

/**
 * Does the work of a step that was lost once and was let in; the next one comes in only once this one is known to be outside. Whoever
 * comes out says so, also after its lock has lapsed: it was not ended.
 */
export async function asSuspect(
  kind: StepKind,
  subject: StepSubject,
  { id: step = '', stalledCounter }: Step,
  work: () => Promise<void>,
  { hands, suspects, identity, log }: WorkerPorts,
): Promise<void> {
  try {
    await hands.enter(kind, subject, identity.instance, stalledCounter === 0 ? step : null);
    try {
      await work();
    } finally {
      // Without an answer of Redis it stays among them: the next worker is the more careful.
      await hands
        .leave(kind, subject, identity.instance)
        .catch((error: unknown) =>
          log.warn({ err: error }, 'a step that was lost once could not be told to be outside'),
        );
    }
  } finally {
    suspects.leave(step);
  }
}

/** The same for one that nobody has lost so far: whoever lets its lock lapse meanwhile is still there to say so. */
export async function asFirst(
  kind: StepKind,
  subject: StepSubject,
  { step, token = '' }: { readonly step: Step; readonly token: string | undefined },
  work: () => Promise<void>,
  { hands, config, log }: WorkerPorts,
): Promise<void> {
  const began = performance.now();
  try {
    await work();
  } finally {
    // It is renewed after half of its time: in less than that it cannot have lapsed.
    if (performance.now() - began > config.lockMs / 2)
      await sayIfLost().catch((error: unknown) =>
        log.warn({ err: error }, 'whether a step was lost could not be told'),
      );
  }

  async function sayIfLost(): Promise<void> {
    if ((await step.extendLock(token, config.lockMs)) !== 1) await hands.cameOut(kind, subject, step.id ?? '');
  }
}
