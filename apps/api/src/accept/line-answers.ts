import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';
import { type BatchLineAnswer, ProblemError } from '@firn/contract';

/**
 * Answers that wait for their reader, in bytes: some hundred thousand lines. A caller that reads only after it has sent everything must
 * not find both sides waiting; beyond this it is waited for.
 */
const UNREAD_BYTES = 16 * 1024 * 1024;
/** Nothing was accepted, for a reason that is not the line's: the whole request may be repeated. */
const RETRIED: ReadonlySet<string> = new Set([
  'redis_unavailable',
  'too_many_requests',
  'too_many_bodies',
  'queue_full',
]);

/** The answers to the lines of a batch, on their way to the caller. */
export interface LineAnswers {
  /** Lines that were decided so far. */
  readonly last: number;
  readonly accepted: number;
  readonly refused: number;
  /** What refuses the request as a whole; then nothing was sent. */
  readonly refusal: ProblemError | undefined;
  /** Resolves when there is room for more. */
  add(answers: readonly BatchLineAnswer[]): Promise<void>;
}

/** What answers the whole request where none of its lines could be accepted for a reason that is not theirs. */
function refusalOfAll(answers: readonly BatchLineAnswer[]): ProblemError | undefined {
  const [first] = answers;
  if (first === undefined || !('problem' in first) || !answers.every(isRetried)) return undefined;
  return new ProblemError(first.problem);
}

const isRetried = (line: BatchLineAnswer): boolean => 'problem' in line && RETRIED.has(line.problem.code);

class Counted {
  last = 0;
  accepted = 0;
  refused = 0;

  protected count(answers: readonly BatchLineAnswer[]): void {
    const accepted = answers.filter((answer) => 'id' in answer).length;
    this.accepted += accepted;
    this.refused += answers.length - accepted;
    this.last = answers.at(-1)?.line ?? this.last;
  }
}

/** Kept, for one document. */
export class KeptAnswers extends Counted implements LineAnswers {
  readonly lines: BatchLineAnswer[] = [];

  get refusal(): ProblemError | undefined {
    return refusalOfAll(this.lines);
  }

  async add(answers: readonly BatchLineAnswer[]): Promise<void> {
    this.count(answers);
    for (const answer of answers) this.lines.push(answer);
  }
}

/** Sent as they are decided. Until one of them is no passing refusal, nothing is sent, and the request may still be refused as a whole. */
export class SentAnswers extends Counted implements LineAnswers {
  private readonly stream = new PassThrough({ highWaterMark: UNREAD_BYTES });
  private held: BatchLineAnswer[] = [];
  private hasBegun = false;

  /** @param begin sends the head, and what the stream gives */
  constructor(private readonly begin: (stream: Readable) => void) {
    super();
    this.stream.on('error', () => undefined); // the caller has gone: what is accepted stays so
  }

  async add(answers: readonly BatchLineAnswer[]): Promise<void> {
    this.count(answers);
    if (!this.hasBegun) {
      this.held.push(...answers);
      if (this.held.every(isRetried)) return;
      return this.write(this.start());
    }
    return this.write(answers);
  }

  get refusal(): ProblemError | undefined {
    return this.hasBegun ? undefined : refusalOfAll(this.held);
  }

  /** The end, with one more line where there is one. */
  async end(last?: object): Promise<void> {
    if (!this.hasBegun) await this.write(this.start());
    if (last !== undefined && !this.stream.destroyed) this.stream.write(`${JSON.stringify(last)}\n`);
    this.stream.end();
  }

  private start(): readonly BatchLineAnswer[] {
    const { held } = this;
    this.hasBegun = true;
    this.held = [];
    this.begin(this.stream);
    return held;
  }

  private async write(answers: readonly BatchLineAnswer[]): Promise<void> {
    if (answers.length === 0 || this.stream.destroyed) return;
    const hasRoom = this.stream.write(answers.map((answer) => `${JSON.stringify(answer)}\n`).join(''));
    if (!hasRoom && !this.stream.destroyed)
      await Promise.race([once(this.stream, 'drain'), once(this.stream, 'close')]);
  }
}
