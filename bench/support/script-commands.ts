import { watchRedis } from './watch-redis.js';

/** What one kind of script, or one command outside of any, costs a job. */
export interface ScriptCost {
  readonly name: string;
  readonly calls: number;
  /** Commands inside, by name, the most frequent first. */
  readonly commands: Readonly<Record<string, number>>;
}

/** Told in the background, whatever jobs do. */
const NOT_OF_JOBS = new Set(['info', 'ping', 'hello', 'client', 'bzpopmin', 'select']);

/** A script of ours tells in the record what it does, behind what was done before. */
const KIND = /"kind":"([a-z_]+)"/g;
const QUEUE = /^firn:\{..\}:(submit|finish|control|build\.[^:]+):/;

interface Call {
  name: string;
  readonly commands: string[];
}

/**
 * Watches each command that Redis runs while `work` goes on, and gives what each kind of script cost a job, the dearest first. Watching
 * is dear itself: nothing is timed meanwhile.
 */
export async function scriptCosts(redisUrl: string, jobs: number, work: () => Promise<unknown>): Promise<ScriptCost[]> {
  const calls: Call[] = [];
  const stop = await watchRedis(redisUrl, ({ name, args, lua }) => {
    const within = calls.at(-1);
    if (lua && within !== undefined) {
      within.commands.push(name);
      const told = name === 'hset' ? args[args.indexOf('told') + 1] : undefined;
      const kind = [...(told ?? '').matchAll(KIND)].at(-1)?.[1];
      if (kind !== undefined && !within.name.includes(kind)) within.name += ` ${kind}`;
    } else if (!NOT_OF_JOBS.has(name)) calls.push({ name: nameOf(name, args), commands: [] });
  });
  try {
    await work();
  } finally {
    stop();
  }
  const byName = new Map<string, Call[]>();
  for (const call of calls) {
    const alike = byName.get(call.name) ?? [];
    byName.set(call.name, alike);
    alike.push(call);
  }
  return [...byName]
    .map(([name, of]) => ({ name, calls: per(of.length, jobs), commands: counted(of, jobs) }))
    .sort((a, b) => total(b) - total(a));
}

function nameOf(command: string, [sha = '', , key = '']: readonly string[]): string {
  if (command !== 'evalsha' && command !== 'eval') return command;
  const queue = QUEUE.exec(key)?.[1];
  return queue === undefined ? `script ${sha.slice(0, 6)}` : `bullmq ${queue} ${sha.slice(0, 6)}`;
}

const per = (count: number, jobs: number): number => Math.round((count / jobs) * 100) / 100;

function counted(calls: readonly Call[], jobs: number): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const name of calls.flatMap(({ commands }) => commands)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a).map(([name, count]) => [name, per(count, jobs)]));
}

/** Commands with those inside. */
const total = ({ calls, commands }: ScriptCost): number =>
  Object.values(commands).reduce((sum, count) => sum + count, calls);

/** Such as `  21.00  script 1a2b3c claimed: 1 call, hmget 2, …`, a line each. */
export function costLines(costs: readonly ScriptCost[]): string {
  return costs
    .filter((cost) => total(cost) >= 0.05)
    .map((cost) => {
      const inside = Object.entries(cost.commands).map(([name, count]) => `${name} ${count}`);
      return `  ${total(cost).toFixed(2).padStart(6)}  ${cost.name}: ${[`${cost.calls} calls`, ...inside].join(', ')}\n`;
    })
    .join('');
}
