import { readRows } from '../commands/evaluate.js';
import { statementContext } from '../commands/statement-context.js';
import { SqlError } from '../errors.js';
import type { BindValue } from '../execute/bind-value.js';
import type { ChildOutcome } from '../execute/statement.js';
import type {
  Block,
  Call,
  CursorSource,
  ExecuteImmediate,
  Expression,
  Query,
  Statement,
  TableResult,
} from '../parse/ast.js';
import { parseStatement } from '../parse/parse.js';
import { fixed, text } from '../types/snow-type.js';
import { bindValueOf } from './bind-value-of.js';
import type { Frame, ScriptValue, Slot } from './frame.js';
import { booleanValue, computed, converted, type Evaluator, nullValue, numberValue, textValue } from './values.js';
import { writtenTables } from './written-tables.js';

type ResultSlot = Extract<Slot, { kind: 'resultset' }>;

/** The SQL statements of a block: each a query of its own, with what it leaves in SQLROWCOUNT, SQLFOUND and SQLID. */
export class ChildStatements {
  private readonly rowCount: Extract<Slot, { kind: 'value' }>;
  private readonly found: Extract<Slot, { kind: 'value' }>;
  private readonly notFound: Extract<Slot, { kind: 'value' }>;
  private readonly id: Extract<Slot, { kind: 'value' }>;
  /** Of statements that were not waited for. */
  private failures: unknown[] = [];

  constructor(
    private readonly block: Block,
    private readonly evaluator: Evaluator,
  ) {
    this.rowCount = { kind: 'value', type: fixed(38, 0), value: numberValue(null) };
    this.found = { kind: 'value', type: { kind: 'boolean' }, value: nullValue({ kind: 'boolean' }) };
    this.notFound = { kind: 'value', type: { kind: 'boolean' }, value: nullValue({ kind: 'boolean' }) };
    this.id = { kind: 'value', type: text(), value: textValue(null) };
  }

  declareGlobals(frame: Frame): void {
    frame.declare('SQLROWCOUNT', this.rowCount);
    frame.declare('SQLFOUND', this.found);
    frame.declare('SQLNOTFOUND', this.notFound);
    frame.declare('SQLID', this.id);
  }

  /** Runs one statement. BEGIN, COMMIT and ROLLBACK give null: they have no result that could be read. */
  async run(statement: Statement, frame: Frame): Promise<ChildOutcome | null> {
    const { context, execution } = this.evaluator;
    switch (statement.kind) {
      case 'begin_transaction': {
        // All tables that the block is seen to write, before the transaction's snapshot: what it reads of them later
        // can then not be older than what others have committed.
        const current = statementContext(context.request, execution.catalog.view);
        const locks = writtenTables(this.block, { ...current, text: context.text });
        const name = statement.name?.name;
        await execution.transactions.begin({ ...(name === undefined ? {} : { name }), locks });
        return null;
      }
      case 'commit':
        await execution.transactions.commit();
        return null;
      case 'rollback':
        await execution.transactions.rollback();
        return null;
      case 'execute_immediate':
        return this.executeImmediate(statement, frame);
      case 'call_procedure':
        return statement.into === undefined
          ? this.child(this.textOf(statement), frame)
          : this.callInto(statement, statement.into, frame);
      default: {
        const outcome = await this.child(this.textOf(statement), frame);
        if (statement.kind === 'query') await this.selectInto(statement.query, outcome, frame);
        return outcome;
      }
    }
  }

  /**
   * Gives a RESULTSET the rows of a statement. One that is not waited for has run to its end here as well; what it fails with is
   * told to who awaits it.
   */
  async fill(slot: ResultSlot, statement: Statement, isAsync: true | undefined, frame: Frame): Promise<void> {
    slot.failure = undefined;
    if (isAsync === undefined) {
      slot.outcome = await this.run(statement, frame);
      return;
    }
    slot.outcome = null;
    slot.failure = await this.start(statement, frame, (outcome) => {
      slot.outcome = outcome;
    });
  }

  /** `ASYNC (statement)`. */
  async runAsync(statement: Statement, frame: Frame): Promise<void> {
    await this.start(statement, frame, () => undefined);
  }

  private async start(
    statement: Statement,
    frame: Frame,
    done: (outcome: ChildOutcome | null) => void,
  ): Promise<unknown> {
    try {
      done(await this.run(statement, frame));
      return undefined;
    } catch (error) {
      // The end of the block itself is nothing to wait for.
      this.evaluator.execution.signal.throwIfAborted();
      this.failures.push(error);
      return error;
    }
  }

  /** AWAIT: the first failure of what was not waited for, or that of one RESULTSET. */
  awaited(name: string | undefined, frame: Frame): void {
    const failure = name === undefined ? this.failures[0] : frame.expect(name, 'resultset').failure;
    this.failures = name === undefined ? [] : this.failures.filter((each) => each !== failure);
    if (failure !== undefined) throw failure;
  }

  /** The one value that `x := (SELECT ...)` takes: the first column of the only row, or NULL without one. */
  async singleValue(statement: Statement, frame: Frame): Promise<ScriptValue> {
    const outcome = this.required(await this.run(statement, frame));
    if (outcome.rowCount > 1) {
      throw new SqlError('090150', '22000', `Single-row subquery returns more than one row.`);
    }
    const [row] = await readRows(outcome.columns, outcome.relation, this.evaluator.execution.duck);
    return row?.[0] ?? nullValue(outcome.columns[0]?.type ?? text());
  }

  /** What RETURN TABLE(...) gives back. */
  async table(source: TableResult, frame: Frame): Promise<ChildOutcome> {
    if (source.kind === 'resultset') return this.filled(source.name, frame);
    return this.required(await this.run(source.statement, frame));
  }

  /** The rows that FOR ... IN goes over: those of a RESULTSET, or of a cursor that it opens. */
  async rowsOf(name: string, frame: Frame): Promise<ChildOutcome> {
    const slot = frame.get(name);
    return slot.kind === 'cursor' ? this.cursorResult(slot.source, frame, []) : this.filled(name, frame);
  }

  async cursorResult(source: CursorSource, frame: Frame, using: readonly Expression[]): Promise<ChildOutcome> {
    if (source.kind === 'resultset') return this.filled(source.name, frame);
    const { context } = this.evaluator;
    return this.child(context.text.slice(source.query.start, source.query.end), frame, await this.binds(using, frame));
  }

  private filled(name: string, frame: Frame): ChildOutcome {
    const { outcome, failure } = frame.expect(name, 'resultset');
    if (failure !== undefined) throw failure;
    if (outcome !== null) return outcome;
    throw new SqlError('090300', '02000', `RESULTSET '${name}' has no result yet. Assign a query to it first.`);
  }

  /** The text behind EXECUTE IMMEDIATE runs as the child itself. */
  private async executeImmediate({ source, using }: ExecuteImmediate, frame: Frame): Promise<ChildOutcome | null> {
    const { text: statement } = await computed(source, frame, this.evaluator);
    if (statement === null) {
      throw new SqlError(
        '001003',
        '42000',
        'SQL compilation error:\nEXECUTE IMMEDIATE of NULL: it needs the text of a statement.',
      );
    }
    const parsed = parseStatement(statement);
    const isTransaction = parsed.kind === 'begin_transaction' || parsed.kind === 'commit' || parsed.kind === 'rollback';
    if (isTransaction) return this.run(parsed, frame);
    return this.child(statement, frame, await this.binds(using, frame));
  }

  private async binds(using: readonly Expression[], frame: Frame): Promise<readonly BindValue[]> {
    const values: BindValue[] = [];
    for (const value of using) values.push(bindValueOf(await computed(value, frame, this.evaluator)));
    return values;
  }

  private async child(statement: string, frame: Frame, binds: readonly BindValue[] = []): Promise<ChildOutcome> {
    const { execution } = this.evaluator;
    const outcome = await execution.runChild({ text: statement, binds, scriptVariables: frame.variables() });
    const { numRowsInserted, numRowsUpdated, numRowsDeleted } = outcome.stats ?? {};
    const changed = [numRowsInserted, numRowsUpdated, numRowsDeleted].filter((count) => count !== undefined);
    const affected = changed.length === 0 ? null : changed.reduce((sum, count) => sum + count, 0);
    this.rowCount.value = numberValue(affected);
    this.found.value = affected === null ? nullValue({ kind: 'boolean' }) : booleanValue(affected > 0);
    this.notFound.value = affected === null ? nullValue({ kind: 'boolean' }) : booleanValue(affected === 0);
    this.id.value = textValue(outcome.queryId);
    return outcome;
  }

  private async selectInto(query: Query, outcome: ChildOutcome, frame: Frame): Promise<void> {
    const names = query.body.kind === 'select' ? query.body.into : [];
    if (names.length === 0) return;
    if (outcome.rowCount !== 1) {
      throw new SqlError(
        '090202',
        'P0000',
        `A SELECT INTO statement expects exactly 1 returned row, but got ${outcome.rowCount}.`,
      );
    }
    if (names.length !== outcome.columns.length) {
      throw new SqlError(
        '001003',
        '42000',
        `SQL compilation error:\nINTO names ${names.length} variables, the query gives ${outcome.columns.length} columns.`,
      );
    }
    const [row] = await readRows(outcome.columns, outcome.relation, this.evaluator.execution.duck);
    for (const [at, name] of names.entries()) {
      const slot = frame.expect(name, 'value');
      slot.value = await converted(row?.[at] ?? nullValue(slot.type), slot.type, this.evaluator);
    }
  }

  /** The value of a procedure into a variable. */
  private async callInto({ start }: Call, into: NonNullable<Call['into']>, frame: Frame): Promise<ChildOutcome> {
    const outcome = await this.child(this.textOf({ start, end: into.callEnd }), frame);
    const [row] = await readRows(outcome.columns, outcome.relation, this.evaluator.execution.duck);
    const slot = frame.expect(into.variable, 'value');
    slot.value = await converted(row?.[0] ?? nullValue(slot.type), slot.type, this.evaluator);
    return outcome;
  }

  private textOf({ start, end }: Pick<Statement, 'start' | 'end'>): string {
    return this.evaluator.context.text.slice(start, end);
  }

  private required(outcome: ChildOutcome | null): ChildOutcome {
    if (outcome !== null) return outcome;
    throw new SqlError('001003', '42000', 'SQL compilation error:\nBEGIN, COMMIT and ROLLBACK give no rows.');
  }
}
