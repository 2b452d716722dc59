import { readFileSync } from 'node:fs';
import { Redis } from 'ioredis';

/** Ticks a second, in which Linux counts. */
const HERTZ = 100;

/** Milliseconds of CPU that a process and those it has started have used; 0 where that cannot be read. */
export function cpuMsOf(pid: number): number {
  if (pid === process.pid) {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .split(' ')
      .filter((child) => child !== '');
    const own = ((Number(fields[11]) + Number(fields[12])) / HERTZ) * 1_000;
    return children.reduce((sum, child) => sum + cpuMsOf(Number(child)), own);
  } catch {
    return 0; // no Linux, or it has ended
  }
}

/** Megabytes of memory that a process has; 0 where that cannot be read. */
export function residentMbOf(pid: number): number {
  try {
    const [, kB = '0'] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Math.round(Number(kB) / 1_024);
  } catch {
    return 0; // no Linux, or it has ended
  }
}

/** Asked for by the measuring itself, or told in the background whatever jobs do. */
const NOT_OF_JOBS = new Set(['info', 'ping', 'hello', 'client', 'bzpopmin']);

/** What was used since the last look, for each of `jobs`. */
export interface Usage {
  /** Milliseconds of CPU by part. */
  readonly cpu: Readonly<Record<string, number>>;
  readonly cpuInAll: number;
  /** Commands that Redis ran, those inside of scripts too, and the scripts among them. */
  readonly redisCommands: number;
  readonly redisScripts: number;
  readonly snowflakeRequests: number;
  readonly apiRequests: number;
}

export interface Measured {
  readonly redisUrl: string;
  readonly snowflakeUrl: string;
  /** Processes by part. */
  readonly parts: Readonly<Record<string, readonly number[]>>;
  /** Requests that the client has sent to the API. */
  readonly apiRequests: () => number;
}

/** Reads counters of all processes, and gives what was used between two looks. */
export class UsageMeter {
  private readonly redis: Redis;

  constructor(private readonly measured: Measured) {
    this.redis = new Redis(measured.redisUrl);
  }

  async during(jobs: number, work: () => Promise<unknown>): Promise<Usage> {
    const before = await this.look();
    await work();
    const after = await this.look();
    const per = (value: number) => Math.round((value / jobs) * 100) / 100;
    const cpu = Object.fromEntries(
      Object.keys(after.cpu).map((part) => [part, per((after.cpu[part] ?? 0) - (before.cpu[part] ?? 0))]),
    );
    return {
      cpu,
      cpuInAll: Math.round(Object.values(cpu).reduce((sum, ms) => sum + ms, 0) * 100) / 100,
      redisCommands: per(after.commands - before.commands),
      redisScripts: per(after.scripts - before.scripts),
      snowflakeRequests: per(after.requests - before.requests),
      apiRequests: per(after.apiRequests - before.apiRequests),
    };
  }

  /** Calls of each command of Redis, the most frequent first. */
  async commands(): Promise<Readonly<Record<string, number>>> {
    const lines = (await this.redis.info('commandstats')).split('\r\n');
    const calls = lines.flatMap((line) => {
      const [, name, count] = /^cmdstat_([^:|]+).*?:calls=(\d+)/.exec(line) ?? [];
      return name === undefined ? [] : [[name, Number(count)] as const];
    });
    const sums: Record<string, number> = {};
    for (const [name, count] of calls) sums[name] = (sums[name] ?? 0) + count;
    return sums;
  }

  close(): void {
    this.redis.disconnect();
  }

  private async look() {
    const commands = await this.commands();
    const counted = Object.entries(commands).filter(([name]) => !NOT_OF_JOBS.has(name));
    const text = await (await fetch(`${this.measured.snowflakeUrl}/metrics`)).text();
    return {
      cpu: Object.fromEntries(
        Object.entries(this.measured.parts).map(([part, pids]) => [
          part,
          pids.reduce((sum, pid) => sum + cpuMsOf(pid), 0),
        ]),
      ),
      commands: counted.reduce((sum, [, calls]) => sum + calls, 0),
      scripts: (commands.evalsha ?? 0) + (commands.eval ?? 0),
      requests: Number(/^snowflake_local_requests_total (\d+)/m.exec(text)?.[1] ?? 0),
      apiRequests: this.measured.apiRequests(),
    };
  }
}
