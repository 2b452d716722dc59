import type { Emitted, ValueContext } from '../types/typed.js';
import type { SortItem } from './sort-item.js';
import type { FrameShape, WindowUse } from './window-use.js';

/** One function call as the binder found it, arguments bound. */
export interface Call {
  /** Name in upper case, as the user wrote it (an alias keeps its own name in error texts). */
  readonly name: string;
  readonly args: readonly Emitted[];
  /** The call as the statement wrote it, for error texts: what is not quoted in upper case, a blank behind each comma. */
  readonly text?: string;
  /** An argument as error texts quote it, counted from 0. */
  readonly argumentText?: (index: number) => string;
  /** Where the call starts in the statement, for error texts. */
  readonly position?: { readonly line: number; readonly column: number; readonly offset: number };
  readonly distinct?: boolean;
  /** ORDER BY of WITHIN GROUP, or of ARRAY_AGG and LISTAGG. */
  readonly order?: readonly SortItem[];
  /** The window, as DuckDB text with its parentheses, `(PARTITION BY ... )`; absent outside a window. */
  readonly over?: string;
  /** What the window holds besides PARTITION BY; absent outside a window. */
  readonly shape?: FrameShape;
  /** A value of another window as a column that this call may count: DuckDB's windows do not nest. */
  readonly nest?: (value: Emitted) => Emitted;
  /** Whether `nest` may be asked for the size of what the window gives: not over the rows that GROUP BY makes. */
  readonly isMeasured?: boolean;
  readonly nulls?: 'ignore' | 'respect';
  /** NTH_VALUE's FROM LAST. */
  readonly fromLast?: boolean;
  /** A DuckDB expression that numbers the rows of the FROM clause from 0: what SEQ1 to SEQ8 give. Absent: none at hand. */
  readonly rowNumber?: string;
}

/** The session as context functions see it. Names are as the catalog spells them, null where none is set. */
export interface FunctionContext extends ValueContext {
  readonly account: string;
  readonly user: string;
  readonly role: string;
  readonly database: string | null;
  readonly schema: string | null;
  readonly warehouse: string | null;
  readonly sessionId: string;
  /** Query IDs of the session, oldest first, the running one not among them. */
  readonly lastQueryIds: readonly string[];
  /** The open transaction's, or null where none is open. */
  readonly transactionId?: string | null;
}

export type FunctionKind = 'scalar' | 'aggregate' | 'window' | 'context';

export interface FunctionSpec {
  /** First the main name, then its aliases; upper case. */
  readonly names: readonly string[];
  readonly kind: FunctionKind;
  readonly arity: { readonly least: number; readonly most: number };
  /** How it behaves behind OVER; undefined where it cannot stand there. */
  readonly window?: WindowUse;
  /** Whether DISTINCT may stand before its arguments. */
  readonly distinct?: boolean;
  /** Whether WITHIN GROUP may stand behind its arguments. */
  readonly ordered?: boolean;
  /** Two calls of one statement may give different values (RANDOM, UUID_STRING): never folded, never computed twice. */
  readonly volatile?: boolean;
  /** Arguments (from 0) that are words of the language, such as a date part: a bare name there is a text, not a column. */
  readonly words?: readonly number[];
  /** What its arguments may be called by, upper case, in order; absent where they have no names. */
  readonly argumentNames?: readonly string[];
  /** Checks the arguments' types and gives result type and DuckDB text in one step. Pure. Arity has been checked. */
  apply(call: Call, context: FunctionContext): Emitted;
}
