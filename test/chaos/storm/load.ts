import { FirnClient, FirnProblem } from '@firn/client';
import type { JobId, JobView } from '@firn/contract';
import type { Random } from '../../flow/rules/random.js';
import { LOCAL_PROFILE } from '../../support/system.js';

/** What a client wants done: of each ten jobs four reads, three writes that happen once, two plain writes, and one line of a batch. */
const MIX = ['read', 'read', 'read', 'read', 'once', 'once', 'once', 'plain', 'plain', 'bulk'] as const;
export type Kind = (typeof MIX)[number];

export const TABLES = { once: 'STORM_ONCE', plain: 'STORM_PLAIN' } as const;
/** Rows of a large read: its result comes in several chunks, and is stored as pages. */
const MANY_ROWS = 4_000;
/** Lines of one batch. */
const TOGETHER = 5;
const PAUSE_MS = 100;

export interface Wanted {
  readonly kind: Kind;
  readonly mark: number;
  readonly rows: number;
}

export interface Done extends Wanted {
  readonly job: JobView;
}

/** One of each ten has many rows: whatever is on its way, something is stored soon. */
export function wantedOf(mark: number): Wanted {
  return { kind: MIX[mark % MIX.length] ?? 'read', mark, rows: mark % MIX.length === 0 ? MANY_ROWS : 1 };
}

function requestOf({ kind, mark, rows }: Wanted, waitMs: number) {
  const common = { profile: LOCAL_PROFILE, retry: { attempts: 100 }, tags: { storm: String(mark) } };
  const when = `system$wait(${waitMs}, 'MILLISECONDS') is not null`;
  switch (kind) {
    case 'once':
      return {
        ...common,
        sql: `insert into ${TABLES.once} select ${mark} where ${when}`,
        delivery: 'exactly_once',
      } as const;
    case 'plain':
      return { ...common, sql: `insert into ${TABLES.plain} select ${mark} where ${when}` } as const;
    default:
      if (rows === 1) return { ...common, sql: `select ${mark} as MARK where ${when}` } as const;
      return {
        ...common,
        inlineRows: 0,
        sql: `select ${mark} as MARK, repeat('x', 1000) as T from table(generator(rowcount => ${rows}))`,
      } as const;
  }
}

/** Sends jobs as clients do that do not give up: a request that has no answer is repeated with its key, over whichever API answers. */
export class Load {
  readonly done: Done[] = [];
  /** Acknowledged: whatever happens, these end. */
  readonly acknowledged = new Map<JobId, Wanted>();
  /** Requests of clients that an API has refused with 503. */
  refused = 0;
  private readonly clients: readonly FirnClient[];
  private readonly waiting: Promise<void>[] = [];
  private stopped = false;

  constructor(
    urls: readonly string[],
    apiKey: string,
    private readonly random: Random,
  ) {
    const counting = async (...asked: Parameters<typeof fetch>) => {
      const response = await fetch(...asked);
      if (response.status === 503) this.refused += 1;
      return response;
    };
    this.clients = urls.map((url) => new FirnClient({ url, apiKey, fetch: counting }));
  }

  /** Jobs that were asked for and have not ended. */
  get open(): number {
    return this.waiting.length - this.done.length;
  }

  send(wanted: readonly Wanted[]): void {
    const bulk = wanted.filter(({ kind }) => kind === 'bulk');
    for (let at = 0; at < bulk.length; at += TOGETHER) this.sendBatch(bulk.slice(at, at + TOGETHER));
    for (const one of wanted) if (one.kind !== 'bulk') this.waiting.push(this.sendOne(one));
  }

  /** Nothing is repeated any more: the system is about to go. */
  stop(): void {
    this.stopped = true;
  }

  /** Resolves once every job has ended. */
  async ended(): Promise<void> {
    await Promise.all(this.waiting);
  }

  private async sendOne(wanted: Wanted): Promise<void> {
    const request = requestOf(wanted, this.random.below(1_500));
    const idempotencyKey = `storm-${wanted.mark}`;
    const { id } = await this.insist((client) => client.submit(request, { idempotencyKey }));
    await this.follow(id, wanted);
  }

  private sendBatch(wanted: readonly Wanted[]): void {
    const requests = wanted.map((one) => requestOf(one, this.random.below(1_500)));
    const idempotencyKey = `storm-batch-${wanted[0]?.mark}`;
    const sent = this.insist((client) => client.submitBatch(requests, { idempotencyKey }));
    for (const [at, one] of wanted.entries()) {
      this.waiting.push(
        sent.then(({ lines }) => {
          const line = lines[at];
          if (line === undefined || !('id' in line))
            throw new Error(`The line ${at} of a batch was refused: ${JSON.stringify(line)}`);
          return this.follow(line.id, one);
        }),
      );
    }
  }

  private async follow(id: JobId, wanted: Wanted): Promise<void> {
    this.acknowledged.set(id, wanted);
    const job = await this.insist((client) => client.wait(id, { timeoutMs: 120_000 }));
    this.done.push({ ...wanted, job });
  }

  /** Only what the request itself is refused for ends it. */
  private async insist<T>(ask: (client: FirnClient) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      const client = this.clients[attempt % this.clients.length];
      if (client === undefined) throw new Error('There is no API.');
      try {
        return await ask(client);
      } catch (error) {
        const isFinal =
          error instanceof FirnProblem && error.problem.status < 500 && ![408, 429].includes(error.problem.status);
        if (isFinal || this.stopped) throw error;
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
  }
}
