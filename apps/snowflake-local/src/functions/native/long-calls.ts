import { randomUUID } from 'node:crypto';
import { messageOf } from '../../execute/engine-failure.js';
import { TICKET } from '../../types/long-call.js';
import { markedError, OUT_OF_MEMORY_TEXT } from '../../types/raise.js';
import type { CallArguments, CallResult, CallThreads } from './call-threads.js';

/** The thread of the database is held no longer than this between two turns of its loop, but by one call alone. */
const TURN_MS = 30;
/** A call that takes so many characters or bytes is none of a turn. */
const LONG = 262_144;
/** Calls go to a thread so many characters or bytes at once: so two threads share them, and those of others go in between. */
const BATCH_SIZE = 4_194_304;
/** Whoever asks for a result that is not there sleeps for a part of the time that has been waited for it. */
const SLEEP_SHARE = 0.1;
const LEAST_SLEEP_MS = 1;
const LONGEST_SLEEP_MS = 50;
/** Turns to ask for a result: DuckDB makes a list of them for each call. */
const TURNS_OF_ALL = 1_000_000;
const LEAST_TURNS = 500;
const MOST_TURNS = 5_000;

interface Pending {
  readonly name: string;
  readonly args: CallArguments;
  readonly size: number;
  readonly connection: number;
  readonly since: number;
  turnsLeft: number;
  result: CallResult | null;
}

/**
 * Calls that other threads compute while the thread of the database serves everybody. A connection is DuckDB's number of it:
 * what it has begun goes with the statement that it runs.
 */
export class LongCalls {
  private readonly prefix = `${TICKET}${randomUUID()}:`;
  private readonly pending = new Map<string, Pending>();
  private readonly handedOver = new Map<number, AbortController>();
  private readonly sleeper = new Int32Array(new SharedArrayBuffer(4));
  private lastTicket = 0;
  private heldMs = 0;
  private hasSlept = false;
  private isNewTurnAwaited = false;

  /** @param compute makes a call in this thread, for whoever has asked too often */
  constructor(
    private readonly threads: CallThreads,
    private readonly compute: (name: string, args: CallArguments) => string | null,
  ) {}

  /** Whether a call that takes so many characters or bytes is to be made here and now. */
  isForNow(size: number): boolean {
    return size <= LONG && this.heldMs < TURN_MS;
  }

  /** To be told how long the thread was held by calls that were made at once. */
  held(milliseconds: number): void {
    this.heldMs += milliseconds;
    this.awaitNewTurn();
  }

  /** Turns for each of so many calls that DuckDB makes at once. */
  turnsFor(calls: number): number {
    return Math.max(LEAST_TURNS, Math.min(MOST_TURNS, Math.floor(TURNS_OF_ALL / calls)));
  }

  /** Hands calls of one function over. Gives their tickets. */
  begin(name: string, calls: readonly CallArguments[], connection: number, turns: number): readonly string[] {
    const tickets: string[] = [];
    let batch: Pending[] = [];
    let size = 0;
    for (const args of calls) {
      const call = { name, args, size: sizeOfAll(args), connection, since: performance.now() };
      const pending: Pending = { ...call, turnsLeft: turns, result: null };
      const ticket = `${this.prefix}${++this.lastTicket}`;
      this.pending.set(ticket, pending);
      tickets.push(ticket);
      batch.push(pending);
      size += pending.size;
      if (size < BATCH_SIZE) continue;
      this.handOver(name, batch, connection);
      [batch, size] = [[], 0];
    }
    if (batch.length > 0) this.handOver(name, batch, connection);
    return tickets;
  }

  /**
   * The results of tickets, or the tickets again where there is none yet; then this takes a moment. What is no ticket is given back.
   *
   * @throws as the call did
   */
  ask(tickets: readonly string[]): readonly (string | null)[] {
    // DuckDB gives one ticket for many rows where all of them make the same call.
    const answers = new Map<string, string | null>();
    let waited = -1;
    for (const ticket of tickets) {
      if (answers.has(ticket)) continue;
      if (!ticket.startsWith(this.prefix)) {
        answers.set(ticket, ticket);
        continue;
      }
      const pending = this.pending.get(ticket);
      if (pending === undefined) throw new Error('INTERRUPT Error: Interrupted!');
      pending.turnsLeft -= 1;
      if (pending.result === null && pending.turnsLeft > 0) {
        waited = Math.max(waited, performance.now() - pending.since);
        answers.set(ticket, ticket);
        continue;
      }
      // A failure stays, to be met again: what DuckDB fails to compute while it plans, it computes once more when it runs.
      answers.set(
        ticket,
        pending.result === null ? this.compute(pending.name, pending.args) : outcomeOf(pending.result),
      );
      this.pending.delete(ticket);
    }
    if (waited >= 0) this.sleep(waited);
    return tickets.map((ticket) => answers.get(ticket) ?? null);
  }

  /** The statement of a connection has ended, or is to end: nobody asks for what it has begun, or ever gets it. */
  giveUp(connection: number): void {
    const stop = this.handedOver.get(connection);
    if (stop === undefined) return;
    this.handedOver.delete(connection);
    stop.abort();
    for (const [ticket, pending] of this.pending) if (pending.connection === connection) this.pending.delete(ticket);
  }

  private handOver(name: string, batch: readonly Pending[], connection: number): void {
    const stop = this.handedOver.get(connection) ?? new AbortController();
    this.handedOver.set(connection, stop);
    const calls = batch.map(({ args }) => args);
    this.threads.run({ name, calls, owner: connection }, stop.signal).then(
      (results) => {
        for (const [at, pending] of batch.entries()) pending.result = results[at] ?? NO_RESULT;
      },
      (error: unknown) => {
        const result: CallResult = { error: reasonOf(error) };
        for (const pending of batch) pending.result = result;
      },
    );
  }

  /**
   * One at a time between two turns of the loop. Else those who ask in turns would keep it from turning, and from what
   * it has for them: a call that finds another one asking comes back so soon that the loop has nobody to ask.
   */
  private sleep(waited: number): void {
    if (this.hasSlept) return;
    this.hasSlept = true;
    this.awaitNewTurn();
    Atomics.wait(this.sleeper, 0, 0, Math.min(LONGEST_SLEEP_MS, Math.max(LEAST_SLEEP_MS, waited * SLEEP_SHARE)));
  }

  private awaitNewTurn(): void {
    if (this.isNewTurnAwaited) return;
    this.isNewTurnAwaited = true;
    setImmediate(() => {
      this.isNewTurnAwaited = false;
      this.heldMs = 0;
      this.hasSlept = false;
    });
  }
}

const NO_RESULT: CallResult = { error: 'A thread has left a call out' };

/** A thread that its values do not fit into is gone. */
const reasonOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? markedError('out_of_memory', OUT_OF_MEMORY_TEXT).message
    : messageOf(error);

function outcomeOf(result: CallResult): string | null {
  if ('error' in result) throw new Error(result.error);
  return result.value;
}

export const sizeOfAll = (args: CallArguments): number =>
  args.reduce<number>((size, arg) => size + (typeof arg === 'string' || arg instanceof Uint8Array ? arg.length : 0), 0);
