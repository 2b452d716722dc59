import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchAnswer, BatchView, JobView } from '@firn/contract';
import { connectRedis } from '../../support/redis-client.js';
import { type System, startSystem } from '../../support/system.js';
import { until } from '../../support/until.js';
import { Meters } from './meters.js';

/** No answer may come later. */
export const LATEST_MS = 5_000;

/** The whole of Firn as processes that are metered, with the keys of two tenants: one attacks, one is a neighbour. */
export class AttackedSystem {
  private constructor(
    readonly system: System,
    readonly meters: Meters,
    private readonly folder: string,
    private readonly pids: readonly number[],
  ) {}

  static async start(): Promise<AttackedSystem> {
    const folder = mkdtempSync(join(tmpdir(), 'firn-attacked-'));
    const meters = new Meters(join(folder, 'meters'));
    try {
      const system = await startSystem({
        workers: 1,
        tenants: ['attacker', 'neighbour'],
        requestsPerMinute: 1_000_000,
        env: meters.env,
        snowflakeEnv: meters.env,
      });
      await meters.look();
      return new AttackedSystem(system, meters, folder, pidsOf(system));
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.system.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** @throws where no answer comes in time, or it is a fault of the server. */
  async send(path: string, init: RequestInit & { readonly tenant?: string } = {}): Promise<Response> {
    const { tenant = 'attacker', headers, ...rest } = init;
    const began = performance.now();
    const response = await fetch(`${this.system.apiUrl}${path}`, {
      ...rest,
      headers: { authorization: `Bearer ${this.system.keys[tenant]}`, ...headers },
    });
    const tookMs = performance.now() - began;
    if (response.status >= 500) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    if (tookMs > LATEST_MS) throw new Error(`${path}: answered after ${tookMs} ms.`);
    return response;
  }

  post(path: string, body: string, type = 'application/json'): Promise<Response> {
    return this.send(path, { method: 'POST', body, headers: { 'content-type': type } });
  }

  async ended(id: string, tenant = 'attacker'): Promise<JobView> {
    return until(`job ${id} has ended`, async () => {
      const job = JobView.parse(await (await this.send(`/v1/jobs/${id}?wait=1000`, { tenant })).json());
      return ENDED.has(job.state) && job;
    });
  }

  /** Sends actions as lines of a batch and waits until all that were accepted have ended. Gives the IDs of these. */
  async batch(actions: readonly unknown[]): Promise<ReadonlySet<string>> {
    const lines = actions.map((action) => JSON.stringify({ profile: 'local', action, timeoutMs: 30_000 })).join('\n');
    const answer = BatchAnswer.parse(await (await this.post('/v1/batches', lines, 'application/x-ndjson')).json());
    expect(answer.lines).toHaveLength(actions.length);
    for (const line of answer.lines) if ('problem' in line) expect(line.problem.status).toBeLessThan(500);
    await until(
      'the batch has ended',
      async () => BatchView.parse(await (await this.send(`/v1/batches/${answer.batch.id}`)).json()).done,
    );
    return new Set(answer.lines.flatMap((line) => ('id' in line ? [line.id] : [])));
  }

  /** The history of a profile is compared once more, as where Redis has started anew. */
  async audited(profile: string): Promise<void> {
    const redis = connectRedis(this.system.redis.url);
    const mark = `firn:{00}:audited:${profile}`;
    try {
      expect(await redis.del(mark)).toBe(1);
      await until(`the profile ${profile} is compared`, async () => (await redis.exists(mark)) === 1);
    } finally {
      redis.disconnect();
    }
  }

  /** The same processes run as at the start, and can be asked. */
  async expectAlive(): Promise<void> {
    expect(pidsOf(this.system)).toEqual(this.pids);
    for (const part of [...this.system.apis, ...this.system.workers, this.system.snowflake])
      expect([part.name, part.isRunning()]).toEqual([part.name, true]);
    expect((await this.send('/health/ready')).status).toBe(200);
    await this.neighbour();
  }

  /** One job of the other tenant, to its end. */
  async neighbour(): Promise<void> {
    const body = JSON.stringify({ profile: 'local-neighbour', sql: 'select 1' });
    const response = await this.send('/v1/jobs', {
      tenant: 'neighbour',
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    const { id } = JobView.parse(await response.json());
    expect(await this.ended(id, 'neighbour')).toMatchObject({ state: 'succeeded', problem: null });
  }

  /** Jobs of the other tenant, one each second, for as long as the attack takes. Gives how many there were. */
  async besides(attack: () => Promise<void>): Promise<number> {
    let over = false;
    const neighbours = async () => {
      let ended = 0;
      while (!over) {
        await this.neighbour();
        ended += 1;
        await new Promise((resolve) => setTimeout(resolve, 1_000));
      }
      return ended;
    };
    const living = neighbours();
    try {
      await attack();
    } finally {
      over = true;
    }
    return living;
  }
}

const ENDED: ReadonlySet<string> = new Set(['succeeded', 'failed', 'cancelled', 'timed_out', 'needs_review']);

const pidsOf = ({ apis, workers, snowflake }: System) => [...apis, ...workers, snowflake].map(({ pid }) => pid);
