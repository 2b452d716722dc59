import { z } from 'zod';
import { HandlerName } from './ids.js';

/** Lists and objects inside of each other that the parameters of a handler may have: schemas and JSON recurse. */
const MOST_DEPTH = 100;

/** Parameters of a handler: any JSON. What they have to be, only the worker knows that hosts it. */
export const HandlerParams = z.unknown().refine((params) => !isDeeperThan(params, MOST_DEPTH), {
  error: `must have at most ${MOST_DEPTH} lists and objects inside of each other`,
});

/** What a job is until its handler has built the action: which one, and what it is given. */
export const HandlerAction = z.strictObject({
  kind: z.literal('handler'),
  handler: HandlerName,
  params: z.unknown(),
});
export type HandlerAction = z.infer<typeof HandlerAction>;

/** Level by level: what is sent may be deeper than a stack. */
function isDeeperThan(value: unknown, most: number): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > most) return true;
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []));
  }
  return false;
}
