import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { durableSession, FirnClient } from '@firn/client';
import { type JobEvent, JobId } from '@firn/contract';
import type { Session } from '@firn/snowpark';
import { EXAMPLES, type Example } from '../examples/expected.js';
import { resultTable } from './demo/result-table.js';
import { interrupted } from './system/signals.js';
import { LOCAL_PROFILE, startSystem } from './system/system.js';

/**
 * The whole system as separate processes, and the examples through its HTTP API: for each its job, query ID, states with
 * times, worker and result. A wrong value makes the exit code 1.
 */
export async function main(): Promise<number> {
  const stop = interrupted();
  const folder = mkdtempSync(join(tmpdir(), 'firn-demo-'));
  say('starting Redis, the local Snowflake, two workers and the API');
  const system = await startSystem({ folder, workers: 2 });
  say(
    `API ${system.apiUrl}, local Snowflake ${system.snowflake.url}, workers ${system.workers.map(({ name }) => name).join(' and ')}`,
  );
  let wrong = 0;
  try {
    const connection = { url: system.apiUrl, apiKey: system.apiKey };
    const client = new FirnClient(connection);
    const session = await durableSession({ ...connection, profile: LOCAL_PROFILE });
    try {
      for (const example of EXAMPLES) {
        stop.throwIfAborted();
        if (!(await show(example, session, client))) wrong += 1;
      }
    } finally {
      await session.close();
    }
  } finally {
    say('stopping everything');
    await system.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  say(
    wrong === 0
      ? `all ${EXAMPLES.length} examples gave the expected values`
      : `${wrong} of ${EXAMPLES.length} examples went wrong`,
  );
  return wrong === 0 ? 0 : 1;
}

const say = (text: string) => process.stdout.write(`${text}\n`);

async function show(example: Example, session: Session, client: FirnClient): Promise<boolean> {
  say(`\nExample ${example.number}: ${example.title}`);
  const { jobs, values } = await example.run(session);
  for (const id of jobs) {
    const job = await client.get(JobId.parse(id));
    say(`  job ${job.id}  ${job.action}  query ${job.queryId ?? '(none)'}  by ${job.worker ?? '(nobody)'}`);
    say(`    ${states(await client.history(job.id))}`);
  }
  for (const [name, value] of Object.entries(values)) say(resultTable(name, value));
  const right = isDeepStrictEqual(values, example.expected);
  if (!right) say(`  WRONG: expected ${resultTable('expected', example.expected)}`);
  return right;
}

/** `accepted 0 → queued 1 → …`: each state once, with milliseconds since acceptance. */
function states(events: readonly JobEvent[]): string {
  const [first] = events;
  if (first === undefined) return '';
  const startedMs = Date.parse(first.at);
  const changes = events.filter(({ state }, index) => state !== events[index - 1]?.state);
  return changes.map(({ state, at }) => `${state} +${Date.parse(at) - startedMs} ms`).join(' → ');
}
