import type { QueryListener, Statement } from '@firn/snowpark';
import { failureOf } from '../errors/raise.js';

/** Tells those who listen what a session sends. Costs nothing while nobody does. */
export class SentQueries {
  readonly #listeners = new Set<QueryListener>();

  /** @returns what ends the listening */
  readonly listen = (listener: QueryListener): (() => void) => {
    const own: QueryListener = (query) => listener(query);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  };

  /** Sends a statement by `send`, which gives the query ID. */
  async told(statement: Statement, send: () => Promise<string>): Promise<string> {
    try {
      const queryId = await send();
      this.#tell(statement, queryId, false, null);
      return queryId;
    } catch (error) {
      this.#tell(statement, failureOf(error).queryId, false, error);
      throw error;
    }
  }

  /** Asks for the columns of a statement by `ask`. */
  async described<A extends { readonly queryId: string }>(statement: Statement, ask: () => Promise<A>): Promise<A> {
    try {
      const answer = await ask();
      this.#tell(statement, answer.queryId, true, null);
      return answer;
    } catch (error) {
      this.#tell(statement, failureOf(error).queryId, true, error);
      throw error;
    }
  }

  #tell({ text }: Statement, queryId: string | null, isDescribe: boolean, error: unknown): void {
    if (this.#listeners.size === 0) return;
    const query = Object.freeze({ queryId, sqlText: text, isDescribe, error });
    for (const listener of this.#listeners) listener(query);
  }
}
