import type { ScratchObject, ScratchOwner, ScratchRegistry } from '@firn/jobs';
import type { StructuredLogger } from '@firn/nest';
import type { WorkerConfig } from '../config/config.js';
import type { Troubles } from '../health/troubles.js';
import type { SnowflakeSessions } from '../steps/snowflake-sessions.js';
import { sideTag } from '../submit/query-tag.js';

/** A part of the ports. */
export interface DropPorts {
  readonly config: WorkerConfig;
  readonly log: StructuredLogger;
  readonly troubles: Troubles;
  readonly sessions: SnowflakeSessions;
  readonly scratch: ScratchRegistry;
}

const WORDS = { table: 'TABLE', stage: 'STAGE', file_format: 'FILE FORMAT', view: 'VIEW' } as const satisfies Record<
  ScratchObject['kind'],
  string
>;

/**
 * Drops what an owner made, for a job up to attempt `upTo`: a step that lost the job must not take away what a later attempt
 * uses. An object that cannot be dropped now stays in the register, for the sweeper: it must never keep a
 * job from ending. True if nothing is left.
 */
export async function dropScratch(owner: ScratchOwner, ports: DropPorts, upTo = Infinity): Promise<boolean> {
  const { objects, unreadable } = await ports.scratch.objectsOf(owner);
  for (const error of unreadable) ports.troubles.tell(error, error.what);
  let left = unreadable.length > 0;
  for (const object of objects) {
    if ((object.epoch ?? 0) > upTo) continue;
    try {
      await drop(owner, object, ports);
    } catch (error) {
      left = true;
      ports.log.warn(
        { err: error, object: object.name },
        'a temporary object could not be dropped; the sweeper will try again',
      );
    }
  }
  return !left;
}

async function drop(
  owner: ScratchOwner,
  { kind, name, tenant, profile }: ScratchObject,
  ports: DropPorts,
): Promise<void> {
  const session = await ports.sessions.of({ tenant, profile }, 'shared');
  const text = `DROP ${WORDS[kind]} IF EXISTS ${name}`;
  const work = session.execute({ text, binds: [] }, { tag: sideTag(tenant, owner, 'cleanup') });
  await ports.sessions.answer({ tenant, profile }, text, work, ports.config.answerMs);
  await ports.scratch.dropped(owner, name);
}
