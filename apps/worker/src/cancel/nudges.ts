import { setTimeout as sleep } from 'node:timers/promises';
import type { JobId } from '@firn/contract';
import type { RedisClient } from '@firn/jobs';
import { allShards, keysOf, type Nudge, parseNudge, RINGS } from '@firn/jobs';
import type { WorkerPorts } from '../ports.js';
import { NotWanted } from '../store/storing.js';
import { watchQuery } from '../track/watch-query.js';
import { cancelJob, cancelUnanswered } from './cancel-job.js';

/** A statement that has just been sent may not be in the history yet. */
const LOOKS = 5;
const LOOK_AGAIN_MS = 200;

/**
 * Listens for wishes and for steps. The worker that has a job in hands acts on a wish at once. What is missed here, a control step carries,
 * and who waits for steps looks again.
 */
export class Nudges {
  /** @param subscriber a connection of its own: a subscribed connection can do nothing else. */
  constructor(
    private readonly subscriber: RedisClient,
    private readonly ports: WorkerPorts,
  ) {}

  async start(): Promise<void> {
    const { bell, duties, config } = this.ports;
    this.subscriber.on('message', (channel: string, message: string) => {
      if (channel === RINGS) bell.ring(message);
      else void duties.run('nudges', () => this.take(message));
    });
    // With a new connection ioredis subscribes again by itself; an answer to what is asked after that comes after it.
    this.subscriber.on('ready', () => {
      const again = () => bell.ringAll();
      this.subscriber.ping().then(again, () => undefined); // lost again: with the next connection
    });
    await this.subscriber.subscribe(RINGS, ...allShards(config.shards).map((shard) => keysOf(shard).nudges));
  }

  stop(): void {
    this.subscriber.disconnect();
  }

  private async take(message: string): Promise<void> {
    const nudge = parseNudge(message);
    if (nudge?.kind === 'gone') return this.ports.tracker.adoptSoon();
    if (nudge?.kind === 'ended') return this.ports.tracker.told(nudge.ids);
    if (nudge?.kind === 'passed') return this.passed(nudge);
    if (nudge?.kind === 'wish') await this.wished(nudge);
  }

  private async wished({ id, to }: Nudge & { readonly kind: 'wish' }): Promise<void> {
    const { tracker, submitting, store, identity } = this.ports;
    if (tracker.cancel(id)) return;
    if (submitting.find(id) !== null) return this.cancelSubmitting(id);
    // Every worker hears of every wish: who has not got the job asks nobody about it.
    if (to !== identity.instance && to !== identity.name) return;
    const job = await store.read(id);
    if (job === null || job.worker !== identity.name) return;
    // A read's rows are not wanted any more; a write has happened, and its counts are still stored.
    if (job.state === 'storing' && job.writes !== true)
      this.ports.storing.stop(id, new NotWanted('Somebody wants the job to end.'));
    if (job.state !== 'running') return;
    this.ports.firstLooks.tellOfWish(id);
    await cancelJob(id, this.ports);
  }

  /** Its query runs on for another job: whoever watched it watches it on. */
  private async passed({ from, id, heir }: Nudge & { readonly kind: 'passed' }): Promise<void> {
    const { tracker, storing, store, identity } = this.ports;
    storing.stop(id, new NotWanted('An equal read goes on with its query.'));
    if (from !== identity.instance) return;
    await tracker.release(id);
    const job = await store.readWhole(heir);
    if (job?.state === 'running') await watchQuery(job, this.ports);
  }

  private async cancelSubmitting(id: JobId): Promise<void> {
    for (let look = 0; look < LOOKS; look += 1) {
      const entry = this.ports.submitting.find(id);
      if (entry === null) return; // answered: whoever recorded the query ID has seen the wish
      if (await cancelUnanswered(entry.job, entry.intent, this.ports)) return;
      await sleep(LOOK_AGAIN_MS);
    }
  }
}
