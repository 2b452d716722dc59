import type { JobId, QueryPhase } from '@firn/contract';
import type { Redis } from 'ioredis';
import { ALLOWED_IN, stateList } from '../machine/guards.js';
import { recordScript } from './prelude.js';
import { runOn } from './target.js';

/** ARGV[3] allowed states, [4] instance that watches the query, [5] phase. Only the owner may say where a query is. */
const RECORD_PHASE = recordScript(`
if field('owner') ~= ARGV[4] or not within(ARGV[3], field('state')) or field('phase') == ARGV[5] then return 0 end
change('running', 'phase', {phase = ARGV[5]}, {'phase', ARGV[5]})
return 1
`);

export async function recordPhase(redis: Redis, id: JobId, owner: string, phase: QueryPhase): Promise<void> {
  await runOn(redis, RECORD_PHASE, id, [stateList(ALLOWED_IN.phase), owner, phase]);
}
