import { failureOf } from '@firn/snowflake';
import type { SessionOwner } from '../steps/snowflake-sessions.js';
import { type CancelPorts, cancelQueries } from './cancel-query.js';

/** Queries that one statement cancels: few statements for thousands of cancels, each of them small. */
const MOST_TOGETHER = 100;
/** Statements at the same time for one profile: one that has no answer does not hold up the others. */
const AT_ONCE = 4;

interface Waiting {
  readonly queryId: string;
  readonly sent: () => void;
  readonly failed: (error: unknown) => void;
}

interface Line {
  readonly owner: SessionOwner;
  readonly waiting: Waiting[];
  sending: number;
}

/**
 * Sends cancels of many queries as few statements: the first ones go at once, each alone, and those that come while they are
 * under way go together behind them.
 */
export class CancelSender {
  private readonly lines = new Map<string, Line>();

  constructor(private readonly ports: CancelPorts) {}

  /** Resolves once Snowflake has taken the cancel. Taken is not stopped: the status tells. */
  send(owner: SessionOwner, queryId: string): Promise<void> {
    const name = `${owner.tenant}/${owner.profile}`;
    const line = this.lines.get(name) ?? { owner, waiting: [], sending: 0 };
    this.lines.set(name, line);
    return new Promise((sent, failed) => {
      line.waiting.push({ queryId, sent, failed });
      if (line.sending < AT_ONCE) void this.work(name, line);
    });
  }

  /** Never rejects: who waits is told. */
  private async work(name: string, line: Line): Promise<void> {
    line.sending += 1;
    while (line.waiting.length > 0) {
      const together = line.waiting.splice(0, MOST_TOGETHER);
      try {
        await cancelQueries(
          line.owner,
          together.map(({ queryId }) => queryId),
          this.ports,
        );
        for (const { sent } of together) sent();
      } catch (error) {
        this.ports.log.warn(
          { err: error, code: failureOf(error).code, queries: together.length },
          'cancels were not taken',
        );
        for (const { failed } of together) failed(error);
      }
    }
    line.sending -= 1;
    if (line.sending === 0) this.lines.delete(name);
  }
}
