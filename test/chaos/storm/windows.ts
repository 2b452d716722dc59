import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Random } from '../../flow/rules/random.js';
import { adminSession } from '../../support/admin-session.js';
import { type FaultRule, Faults } from '../../support/faults.js';
import { queryHistory } from '../../support/history.js';
import type { SmallDisk } from '../../support/small-disk.js';
import type { System } from '../../support/system.js';
import { until } from '../../support/until.js';
import { type Load, TABLES } from './load.js';

export interface Storm {
  readonly system: System;
  readonly redis: Redis;
  readonly random: Random;
  readonly load: Load;
  /** Where results are stored; null where no disk can be mounted. */
  readonly disk: SmallDisk | null;
  /** Steps that the first API has lost on the way to its queue. */
  readonly lostSteps: { wanted: boolean; count: number };
}

/** Does its harm while jobs are on their way, and gives how many requests, jobs or processes it met. 0: it missed. */
export type Window = (storm: Storm) => Promise<number>;

const HELD_MS = 20_000;
/** What shows only once new workers have started, on a machine that is busy with them. */
const SHOWN_MS = 60_000;
/** Longer than every lease of the system. */
const FROZEN_MS = 5_000;

const faultsOf = ({ system }: Storm): Faults => new Faults(system.snowflake.url);

async function restart({ system }: Storm, dead: { readonly pid: number }): Promise<void> {
  const part = system.parts.find(({ service }) => service().pid === dead.pid);
  if (part === undefined) throw new Error(`No part of the system has the process ${dead.pid}.`);
  await part.restart();
}

async function killWorkers(storm: Storm, count: number): Promise<void> {
  const victims = storm.random.shuffled(storm.system.workers).slice(0, count);
  await Promise.all(victims.map((worker) => worker.kill()));
  await Promise.all(victims.map((worker) => restart(storm, worker)));
}

const STATES = ['accepted', 'queued', 'retrying', 'submitting', 'running', 'storing'] as const;

/** What each job that has not ended says of itself: its state, and why it waits. */
async function told({ redis }: Storm): Promise<readonly { readonly state: string; readonly problem: string }[]> {
  const inState = async (state: string) => {
    const ids = await redis.zrange(`firn:{00}:jobs:default:state:${state}`, '0', '-1');
    const problems = await Promise.all(ids.map((id) => redis.hget(`firn:{00}:job:${id}`, 'problem')));
    return problems.map((problem) => ({ state, problem: problem ?? '' }));
  };
  return (await Promise.all(STATES.map(inState))).flat();
}

/** Jobs that a worker has in its hands, or looks after: few and short ones no tracker ever sees. */
async function inHands(storm: Storm): Promise<number> {
  const states = ['submitting', 'running', 'storing'];
  return (await told(storm)).filter(({ state }) => states.includes(state)).length;
}

/** How many jobs are in each state, and why, where they say so: what there was when a window missed. */
export async function onTheirWay(storm: Storm): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const { state, problem } of await told(storm)) {
    const [, code] = /"code":"(\w+)"/.exec(problem) ?? [];
    const said = code === undefined ? state : `${state}: ${code}`;
    counts[said] = (counts[said] ?? 0) + 1;
  }
  return counts;
}

/** Jobs on their way that say this of what they wait for. */
const sayingSo = async (storm: Storm, said: string): Promise<number> =>
  (await told(storm)).filter(({ problem }) => problem.includes(said)).length;

/** As `until`, but a window that waits in vain goes on and counts what it met: it may miss. */
const orInVain = (look: () => Promise<boolean>, timeoutMs = HELD_MS): Promise<boolean> =>
  until('what a window needs', look, timeoutMs).catch(() => false);

/** By how much the count has grown as soon as it has, or 0 when the time is over. */
async function above(before: number, count: () => number | Promise<number>): Promise<number> {
  let grown = 0;
  await orInVain(async () => {
    grown = Math.max(0, (await count()) - before);
    return grown > 0;
  }, SHOWN_MS);
  return grown;
}

/** Statements of jobs that went with the server that ran them. */
async function lostStatements({ system }: Storm): Promise<readonly string[]> {
  const rows = await queryHistory(
    system.snowflake.url,
    ({ QUERY_TAG, ERROR_CODE }) => String(QUERY_TAG).includes('"job"') && Number(ERROR_CODE) === 603,
  );
  return rows.map(({ QUERY_ID }) => String(QUERY_ID));
}

/** Waits until Snowflake runs a statement of a job. */
async function someRuns({ system }: Storm): Promise<void> {
  const admin = await adminSession(system.snowflake.url);
  const running = () =>
    admin.rows(
      `select query_id from table(information_schema.query_history(result_limit => 10000))
       where execution_status = 'RUNNING' and query_tag like '%"job":%'`,
    );
  await orInVain(async () => (await running()).length > 0);
  await admin.close();
}

/** Does harm while requests of this kind are held. Gives how many were; 0: there was none, and no harm was done. */
async function whileHeld(storm: Storm, rule: FaultRule, harm: () => void | Promise<void>): Promise<number> {
  const faults = faultsOf(storm);
  const id = await faults.set(rule);
  const held = (await faults.whenHeld(id, 1, HELD_MS)).length;
  if (held > 0) await harm();
  await faults.clear(id);
  return held;
}

/** Every worker dies meanwhile. */
const killedWhileHeld =
  (rule: FaultRule): Window =>
  (storm) =>
    whileHeld(storm, rule, () => killWorkers(storm, storm.system.workers.length));

/** A result is on its way to the disk. */
const CHUNK: FaultRule = { route: 'chunk', phase: 'before', action: 'delay' };

/** The server misbehaves until it has met so many requests. */
function misbehaving(rule: FaultRule & { readonly times: number }): Window {
  return async (storm) => {
    const faults = faultsOf(storm);
    const id = await faults.set(rule);
    const hits = async () => (await faults.hits()).get(id) ?? 0;
    await orInVain(async () => (await hits()) >= rule.times);
    const met = await hits();
    await faults.clear(id);
    return met;
  };
}

/** By name. Each is to be met so often, or the storm proves nothing. */
export const WINDOWS: Readonly<Record<string, Window>> = {
  'worker killed at any moment': async (storm) => {
    await orInVain(async () => (await inHands(storm)) > 0);
    const held = await inHands(storm);
    await killWorkers(storm, 1);
    return held > 0 ? 1 : 0;
  },
  'workers killed, intent stored': killedWhileHeld({
    ...{ route: 'query-request', phase: 'before', action: 'delay', match: { tag: '"job"' } },
  }),
  'workers killed, reply under way': killedWhileHeld({
    ...{ route: 'query-request', phase: 'after', action: 'delay', match: { tag: '"job"' } },
  }),
  'workers killed, storing': killedWhileHeld(CHUNK),
  'worker frozen beyond its leases': async (storm) => {
    const [worker] = storm.random.shuffled(storm.system.workers);
    await orInVain(async () => (await inHands(storm)) > 0);
    worker?.signal('SIGSTOP');
    const held = await inHands(storm);
    await sleep(FROZEN_MS);
    worker?.signal('SIGCONT');
    return held > 0 ? 1 : 0;
  },
  'API killed between record and queue': async (storm) => {
    const { lostSteps, system } = storm;
    const before = lostSteps.count;
    lostSteps.wanted = true;
    await orInVain(async () => lostSteps.count > before);
    lostSteps.wanted = false;
    const [api] = system.apis;
    if (api !== undefined) {
      await api.kill();
      await restart(storm, api);
    }
    return lostSteps.count - before;
  },
  'Redis killed': async (storm) => {
    const { load, system } = storm;
    const { service } = system.redis;
    const before = load.refused;
    await service.kill();
    const refused = await above(before, () => load.refused);
    await restart(storm, service);
    return refused;
  },
  'Snowflake restarted': async (storm) => {
    const before = new Set(await lostStatements(storm));
    await someRuns(storm);
    await storm.system.snowflake.kill();
    await storm.system.restartSnowflake();
    return (await lostStatements(storm)).filter((queryId) => !before.has(queryId)).length;
  },
  'replies dropped': misbehaving({ route: '*', phase: 'after', action: 'drop', times: 5, match: { tag: '"job"' } }),
  '503 of Snowflake': misbehaving({ route: '*', phase: 'before', action: '503', times: 10 }),
  '429 of Snowflake': misbehaving({ route: 'monitoring', phase: 'before', action: '429', times: 5 }),
  'sessions expired': misbehaving({
    route: '*',
    phase: 'before',
    action: 'expire_session',
    times: 2,
    match: { tag: '"job"' },
  }),
  'chunks slow': misbehaving({ route: 'chunk', phase: 'after', action: 'slow', ms: 50, times: 2 }),
  'workers killed, history late': async (storm) => {
    const faults = faultsOf(storm);
    // Writes wait for the comparison that follows a loss of Redis, and that waits for the history: none would be sent.
    await orInVain(async () => (await sayingSo(storm, 'audit_pending')) === 0, SHOWN_MS);
    const lag = await faults.set({ route: 'history', phase: 'before', action: 'lag', ms: 600_000 });
    const held = await killedWhileHeld({
      ...{ route: 'query-request', phase: 'after', action: 'delay', match: { sqlText: `insert into ${TABLES.plain}` } },
    })(storm);
    const met = held === 0 ? 0 : await above(0, () => sayingSo(storm, 'history is late'));
    await faults.clear(lag);
    return met;
  },
  'disk full': async (storm) => {
    const { disk } = storm;
    if (disk === null) return 0;
    // By then: an API with a full disk lets nothing new in.
    const held = await whileHeld(storm, CHUNK, () => disk.fill());
    const met = held === 0 ? 0 : await above(0, () => sayingSo(storm, 'storage_unavailable'));
    disk.empty();
    return met;
  },
};
