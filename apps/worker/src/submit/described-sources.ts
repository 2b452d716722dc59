import { type Job, SchemaMarks } from '@firn/jobs';
import type { ResultColumn, Statement } from '@firn/snowpark';
import { Injectable } from '@nestjs/common';

/** How long somebody outside the session may change a table without being noticed by a frame that was described before. */
const KEPT_MS = 60_000;
/** Statements whose columns are kept; of the others the oldest go first. */
const MOST_KEPT = 1_000;

interface Described {
  readonly columns: Promise<readonly ResultColumn[]>;
  readonly at: number;
}

/**
 * The columns of the sources of durable sessions: an action that is repeated asks for them once. Any write of the session, and any
 * failure of its jobs, on whatever worker, ends what is kept.
 */
@Injectable()
export class DescribedSources {
  private readonly kept = new Map<string, Described>();

  constructor(private readonly marks: SchemaMarks) {}

  async of(
    { session, profile, tenant }: Job,
    { text, binds }: Statement,
    describe: () => Promise<readonly ResultColumn[]>,
  ): Promise<readonly ResultColumn[]> {
    if (session === null) return describe();
    const key = JSON.stringify([tenant, profile, session, await this.marks.markOf(session), text, binds]);
    const known = this.kept.get(key);
    if (known !== undefined && performance.now() - known.at < KEPT_MS) return known.columns;
    const columns = describe();
    this.keep(key, columns);
    columns.catch(() => this.kept.delete(key)); // the next job asks again
    return columns;
  }

  /** A job of the session may have changed a table, or has failed over one that is no longer as it was described. */
  async forget({ session }: Job): Promise<void> {
    if (session !== null) await this.marks.raise(session);
  }

  private keep(key: string, columns: Promise<readonly ResultColumn[]>): void {
    this.kept.delete(key);
    this.kept.set(key, { columns, at: performance.now() });
    const [oldest] = this.kept.keys();
    if (this.kept.size > MOST_KEPT && oldest !== undefined) this.kept.delete(oldest);
  }
}
