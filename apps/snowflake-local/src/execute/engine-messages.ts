import type { DuckRow, EngineSettings } from './engine-database.js';

/** What the thread of the database is started with. */
export interface ThreadStart {
  readonly settings: EngineSettings;
  /** Bytes that the process may have, all included. */
  readonly memoryBytes: number;
}

/** What is asked of it. `call` numbers what is answered; `connection` numbers a connection, which its asker chooses. */
export type ToEngine =
  | { readonly kind: 'connect' | 'close'; readonly call: number; readonly connection: number }
  | {
      readonly kind: 'run' | 'rows';
      readonly call: number;
      readonly connection: number;
      readonly sql: string;
      /** Absent where there are none: DuckDB takes another way for a statement with binds. */
      readonly binds: DuckRow | undefined;
    }
  | {
      readonly kind: 'runPrepared';
      readonly call: number;
      readonly connection: number;
      readonly sql: string;
      readonly binds: DuckRow;
    }
  | { readonly kind: 'interrupt' | 'disconnect'; readonly connection: number }
  | { readonly kind: 'collect' };

export type Answer = number | readonly DuckRow[] | null;

/** The first one says how the opening went, as the answer to call 0. */
export type FromEngine =
  | { readonly call: number; readonly value: Answer }
  | { readonly call: number; readonly error: string };
