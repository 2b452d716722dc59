import { UnreadableRecord } from '@firn/jobs';
import type { StructuredLogger } from '@firn/nest';

/** Subjects that are remembered: enough to say each once, few enough for a process that runs for months. */
const MOST_SUBJECTS = 1_000;

/** What is wrong with one job, session or entry while everything else goes on. */
export interface Trouble {
  readonly what: string;
  readonly detail: string;
  readonly times: number;
}

/** Single things that a loop met trouble with and went past: counted, logged once each, shown in the worker's health. */
export class Troubles {
  private readonly known = new Map<string, Trouble & { readonly by: string | null }>();
  private unreadableCount = 0;
  private otherCount = 0;

  constructor(private readonly log: StructuredLogger) {}

  /**
   * @param what the thing and its ID, for what is no UnreadableRecord, which says so itself
   * @param by the duty that met it, where it looks again and tells of the cure
   */
  tell(error: unknown, what: string, by: string | null = null): void {
    const unreadable = error instanceof UnreadableRecord;
    if (unreadable) this.unreadableCount += 1;
    else this.otherCount += 1;
    const subject = unreadable ? error.what : what;
    const detail = unreadable ? error.problem.detail : error instanceof Error ? error.message : String(error);
    const before = this.known.get(subject);
    if (before?.detail !== detail) this.log.error({ err: error, what: subject }, 'passed over; the others go on');
    this.known.delete(subject);
    this.known.set(subject, { what: subject, detail, times: (before?.times ?? 0) + 1, by });
    const [oldest] = this.known.keys();
    if (this.known.size > MOST_SUBJECTS && oldest !== undefined) this.known.delete(oldest);
  }

  /** The duty that had told of it met it again, and it is well. Another duty may look at less of it, and knows nothing. */
  cured(what: string, by: string): void {
    if (this.known.get(what)?.by === by) this.known.delete(what);
  }

  /** Meetings with records that cannot be read, and with other trouble, since this process began. */
  get counts(): { readonly unreadable: number; readonly other: number } {
    return { unreadable: this.unreadableCount, other: this.otherCount };
  }

  /** The latest first. */
  get all(): readonly Trouble[] {
    return [...this.known.values()].map(({ by: _, ...trouble }) => trouble).reverse();
  }
}
