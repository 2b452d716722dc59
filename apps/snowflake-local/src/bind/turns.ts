import type { Expression, Query, Statement } from '../parse/ast.js';
import type { Emitted } from '../types/typed.js';
import type { Frame } from './frame.js';
import type { Relation } from './relation.js';
import type { StateChanges, StateMark, StatementState } from './statement-state.js';

/** Thrown where a turn of the event loop is used up: what was bound by then is kept, and the next turn binds on. */
export class TurnOver extends Error {
  override readonly name = 'TurnOver';
}

/** Expressions that are bound before any is kept: nearly all statements have fewer. */
const FREE = 2_000;
/** Expressions that one turn binds; some tens of milliseconds of them. */
const MOST_OF_A_TURN = 6_000;
/** Characters of SQL that cost as much as an expression. */
const CHARACTERS = 256;
/** What is kept whole: less is sooner bound again. */
const HEAVY = 1_000;
/** A statement whose parts are not found again is bound in one turn in the end. */
const MOST_TURNS = 200;

/** Cheaper to bind than to look for. */
const LEAVES: ReadonlySet<Expression['kind']> = new Set(['null', 'boolean', 'number', 'text', 'column', 'bind']);

/** How far a frame had come, and its statement. */
interface Mark {
  readonly frame: number;
  readonly clause: Frame['clause'];
  readonly flags: number;
  readonly frames: number;
  readonly state: StateMark;
  readonly uses: number;
  readonly ownNames: number;
  readonly outerNames: number;
  readonly added: number;
}

/** What happened in a frame, and around it, while a part was bound. */
interface Changes {
  readonly from: Mark;
  readonly frames: number;
  readonly state: StateChanges;
  readonly uses: Frame['uses'];
  readonly ownNames: number;
  readonly aggregates: boolean;
  readonly windows: boolean;
}

interface Begun<T> {
  readonly values: T[];
  readonly changes: Changes;
}

interface WholeQuery {
  readonly relation: Relation;
  readonly state: StatementState;
}

/** Where an expression began that may turn out to be heavy. */
interface Start {
  readonly mark: Mark;
  readonly spent: number;
}

/**
 * Binds one statement in turns of the event loop. Binding is a recursion, which cannot stop and go on: it is left by an
 * exception and done again from its start, where the items of a list that are bound by now, and each heavy expression, are
 * taken as they were, with all that they changed around them. What cannot be taken so (it read a name of a query further out,
 * say) is bound again.
 *
 * That is right while all that the statement's meaning depends on stays as it was: text, catalog, session, and the syntax
 * tree itself.
 */
export class Turns {
  private expressions = new WeakMap<Expression, { readonly value: Emitted; readonly changes: Changes }>();
  private lists = new WeakMap<object, Begun<unknown>>();
  private queries = new WeakMap<Query, WholeQuery>();
  private parsed: Statement | null = null;
  /** Whether it has read what the same text may mean otherwise the next time, in any of its turns. */
  readonly tie = { isTied: false };
  private isOpen = false;
  private turn = 0;
  private frames = 0;
  private spent = 0;

  /**
   * Binds on, and lets go of all that was kept once it is done.
   *
   * @throws TurnOver where there is more to bind than a turn can.
   */
  take<T>(bind: (turns: Turns) => T): T {
    this.turn += 1;
    this.frames = 0;
    this.spent = 0;
    this.isOpen = true;
    const bound = bind(this);
    this.isOpen = false;
    this.expressions = new WeakMap();
    this.lists = new WeakMap();
    this.queries = new WeakMap();
    this.parsed = null;
    return bound;
  }

  /** The statement, parsed once: what is kept is kept by the nodes of its tree. */
  statement(parse: () => Statement): Statement {
    this.parsed ??= parse();
    return this.parsed;
  }

  /** A number for a frame, the same one in each turn. */
  nextFrame(): number {
    this.frames += 1;
    return this.frames;
  }

  /** `bind` of each item. `list`: what the tree has once for this list. */
  each<I, T>(list: object, items: readonly I[], frame: Frame, bind: (item: I, at: number) => T): T[] {
    if (!this.isOpen || items.length < 2) return items.map(bind);
    const known = this.turn > 1 ? (this.lists.get(list) as Begun<T> | undefined) : undefined;
    const begun = known !== undefined && this.retakes(known.changes, frame) ? known : undefined;
    const values = begun?.values ?? [];
    const from = begun?.changes.from ?? this.mark(frame);
    const before = this.spent;
    let mark = from;
    try {
      for (let at = values.length; at < items.length; at += 1) {
        if (this.isKeeping) {
          mark = this.mark(frame);
          if (this.spent > MOST_OF_A_TURN) this.end();
        }
        values.push(bind(items[at] as I, at));
      }
    } catch (error) {
      if (error instanceof TurnOver) this.keepList(list, values, from, mark, frame);
      throw error;
    }
    if (this.spent - before > HEAVY) this.keepList(list, values, from, this.mark(frame), frame);
    return values;
  }

  knownExpression(expression: Expression, frame: Frame): Emitted | undefined {
    const known =
      this.isOpen && this.turn > 1 && !LEAVES.has(expression.kind) ? this.expressions.get(expression) : undefined;
    return known !== undefined && this.retakes(known.changes, frame) ? known.value : undefined;
  }

  /** undefined: it need not be kept. */
  startExpression({ kind }: Expression, frame: Frame): Start | undefined {
    this.spent += 1;
    if (LEAVES.has(kind)) return undefined;
    return this.isKeeping ? { mark: this.mark(frame), spent: this.spent } : undefined;
  }

  keepExpression(expression: Expression, frame: Frame, start: Start | undefined, value: Emitted): void {
    if (start === undefined) return;
    this.spent += Math.floor(value.sql.length / CHARACTERS);
    if (this.spent - start.spent < HEAVY) return;
    const changes = changesBetween(start.mark, this.mark(frame), frame);
    if (changes !== null) this.expressions.set(expression, { value, changes });
  }

  knownQuery(query: Query): WholeQuery | undefined {
    return this.isOpen ? this.queries.get(query) : undefined;
  }

  /** Ends the turn after a large query: the next one has only its SQL to look through. */
  keepQuery(query: Query, whole: WholeQuery): void {
    // Parts that other stages gave are asked for again in each turn.
    if (!this.isKeeping || whole.state.embedded.length > 0) return;
    this.queries.set(query, whole);
    if (this.turn > 1 || this.spent > HEAVY) this.end();
  }

  private get isKeeping(): boolean {
    return this.isOpen && (this.turn > 1 || this.spent > FREE);
  }

  private mark(frame: Frame): Mark {
    const { number, uses, ownNames, outerNames, added, environment } = frame;
    const state = environment.state.mark();
    const [clause, flags] = [frame.clause, flagsOf(frame)];
    return { frame: number, clause, flags, frames: this.frames, state, uses: uses.length, ownNames, outerNames, added };
  }

  private keepList(list: object, values: unknown[], from: Mark, to: Mark, frame: Frame): void {
    const changes = changesBetween(from, to, frame);
    if (changes === null) this.lists.delete(list);
    else this.lists.set(list, { values, changes });
  }

  /** Does again what was done while a part was bound; false, and nothing, where it would not be the same. */
  private retakes({ from, ...changes }: Changes, frame: Frame): boolean {
    if (from.frame !== frame.number || from.clause !== frame.clause || from.flags !== flagsOf(frame)) return false;
    if (!frame.environment.state.retake(from.state, changes.state)) return false;
    this.frames += changes.frames;
    for (const use of changes.uses) frame.uses.push(use);
    frame.ownNames += changes.ownNames;
    if (changes.aggregates) frame.aggregates = true;
    if (changes.windows) frame.windows = true;
    return true;
  }

  private end(): void {
    if (this.turn < MOST_TURNS) throw new TurnOver();
  }
}

/** null: what changed cannot be done again. */
function changesBetween(from: Mark, to: Mark, frame: Frame): Changes | null {
  if (from.outerNames !== to.outerNames || from.added !== to.added) return null;
  const state = frame.environment.state.changesBetween(from.state, to.state);
  if (state === null) return null;
  return {
    from,
    frames: to.frames - from.frames,
    state,
    uses: frame.uses.slice(from.uses, to.uses),
    ownNames: to.ownNames - from.ownNames,
    aggregates: frame.aggregates,
    windows: frame.windows,
  };
}

/** What an expression means also depends on where in its SELECT it stands, and on the keys of its GROUP BY. */
const flagsOf = ({ insideAggregate, insideWindow, nests, keys }: Frame): number =>
  keys.size * 8 + (insideAggregate ? 4 : 0) + (insideWindow ? 2 : 0) + (nests ? 1 : 0);
