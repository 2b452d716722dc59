import type { StatementContext } from '../commands/statement-context.js';
import { type Position, positionAt, SqlError } from '../errors.js';
import type { ExecutionContext } from '../execute/statement.js';
import type { Block, ConditionalBranch, Expression, ScriptStatement, Span } from '../parse/ast.js';
import { text } from '../types/snow-type.js';
import { unreachable } from '../unreachable.js';
import { closeCursor, fetchCursor, openCursor } from './cursors.js';
import { declare } from './declare.js';
import { DEFAULT_EXCEPTION, exceptionOf, isHandledBy, ScriptException } from './exceptions.js';
import { Frame, type ProcedureFrame } from './frame.js';
import { resultRows, rowFields } from './rows.js';
import { type Flow, NEXT, type Returned } from './signals.js';
import { ChildStatements } from './statements.js';
import {
  computed,
  converted,
  type Evaluator,
  holds,
  nullValue,
  numberValue,
  textValue,
  wholeNumber,
} from './values.js';

/** Statements that one block may run, loops counted: a guard against a loop that nobody watches. */
const MOST_STEPS = 10_000_000;

/** Runs the statements of a block one after the other, as a tree walk; one frame per block. */
export class Interpreter {
  private readonly evaluator: Evaluator;
  private readonly children: ChildStatements;
  private steps = 0;

  constructor(
    private readonly block: Block,
    private readonly context: StatementContext,
    private readonly execution: ExecutionContext,
  ) {
    this.evaluator = { context, execution };
    this.children = new ChildStatements(block, this.evaluator);
  }

  /** `parameters`: of the procedure whose block it is. */
  async run(parameters: ProcedureFrame['parameters'] = []): Promise<Returned> {
    const globals = new Frame(null);
    for (const { name, type, value } of parameters) {
      globals.declare(name, { kind: 'value', type, value: await converted(value, type, this.evaluator) });
    }
    this.children.declareGlobals(globals);
    const flow = await this.runBlock(this.block, globals);
    return flow.kind === 'return' ? flow.returned : { kind: 'value', value: nullValue(text()) };
  }

  private async runBlock(block: Block, outer: Frame): Promise<Flow> {
    const frame = new Frame(outer);
    try {
      for (const declaration of block.declarations) await declare(declaration, frame, this.evaluator, this.children);
      return await this.runBody(block.body, frame);
    } catch (error) {
      const handler =
        error instanceof ScriptException
          ? block.handlers.find((candidate) => isHandledBy(error, candidate.names))
          : undefined;
      if (handler === undefined || !(error instanceof ScriptException)) throw error;
      return this.runHandler(handler.body, error, frame);
    }
  }

  private runHandler(body: readonly ScriptStatement[], exception: ScriptException, outer: Frame): Promise<Flow> {
    const frame = new Frame(outer);
    const values = {
      SQLCODE: numberValue(exception.number),
      SQLERRM: textValue(exception.message),
      SQLSTATE: textValue(exception.sqlState),
    };
    for (const [name, value] of Object.entries(values)) frame.declare(name, { kind: 'value', type: value.type, value });
    return this.runBody(body, frame, exception);
  }

  /** `handled`: the exception whose handler this is, which a bare RAISE raises again. */
  private async runBody(body: readonly ScriptStatement[], frame: Frame, handled?: ScriptException): Promise<Flow> {
    for (const statement of body) {
      const flow = await this.runStatement(statement, frame, handled);
      if (flow.kind !== 'next') return flow;
    }
    return NEXT;
  }

  private async runStatement(statement: ScriptStatement, frame: Frame, handled?: ScriptException): Promise<Flow> {
    this.step();
    try {
      return await this.perform(statement, frame, handled);
    } catch (error) {
      const type = isChild(statement) ? 'STATEMENT_ERROR' : 'EXPRESSION_ERROR';
      throw exceptionOf(error, type, this.positionOf(statement)) ?? error;
    }
  }

  private async perform(statement: ScriptStatement, frame: Frame, handled?: ScriptException): Promise<Flow> {
    switch (statement.kind) {
      case 'sql':
        await this.children.run(statement.statement, frame);
        return NEXT;
      case 'let':
        await declare(statement.declaration, frame, this.evaluator, this.children);
        return NEXT;
      case 'assign':
        await this.assign(statement, frame);
        return NEXT;
      case 'if':
        return this.runBranches(statement.branches, statement.otherwise, frame, handled);
      case 'case_of':
        return this.runCase(statement, frame, handled);
      case 'for_range':
        return this.runRange(statement, frame, handled);
      case 'for_rows':
        return this.runRows(statement, frame, handled);
      case 'while':
        return this.loop(statement, frame, handled, () => holds(statement.condition, frame, this.evaluator));
      case 'repeat': {
        let isFirst = true;
        return this.loop(statement, frame, handled, async () => {
          const goes = isFirst || !(await holds(statement.until, frame, this.evaluator));
          isFirst = false;
          return goes;
        });
      }
      case 'loop':
        return this.loop(statement, frame, handled, async () => true);
      case 'break':
      case 'continue':
        return { kind: statement.kind, label: statement.label };
      case 'return':
        return { kind: 'return', returned: { kind: 'value', value: await this.returnValue(statement.value, frame) } };
      case 'return_table': {
        const outcome = await this.children.table(statement.source, frame);
        return { kind: 'return', returned: { kind: 'table', outcome } };
      }
      case 'raise':
        throw this.raised(statement, frame, handled);
      case 'open_cursor':
        await openCursor(statement, frame, this.evaluator, this.children);
        return NEXT;
      case 'fetch_cursor':
        await fetchCursor(statement, frame, this.evaluator);
        return NEXT;
      case 'close_cursor':
        closeCursor(statement.name, frame);
        return NEXT;
      case 'async':
        await this.children.runAsync(statement.statement, frame);
        return NEXT;
      case 'await':
        this.children.awaited(statement.name, frame);
        return NEXT;
      case 'cancel':
        // It has ended already.
        frame.expect(statement.name, 'resultset');
        return NEXT;
      case 'nothing':
        return NEXT;
      case 'block':
        return this.runBlock(statement, frame);
      default:
        return unreachable(statement);
    }
  }

  private async assign({ name, value }: Extract<ScriptStatement, { kind: 'assign' }>, frame: Frame): Promise<void> {
    const slot = frame.get(name);
    if (value.kind === 'expression') {
      const target = frame.expect(name, 'value');
      target.value = await computed(value.expression, frame, this.evaluator, target.type);
    } else if (slot.kind === 'resultset') {
      await this.children.fill(slot, value.statement, value.async, frame);
    } else {
      const target = frame.expect(name, 'value');
      const single = await this.children.singleValue(value.statement, frame);
      target.value = await converted(single, target.type, this.evaluator);
    }
  }

  private async runBranches(
    branches: readonly ConditionalBranch[],
    otherwise: readonly ScriptStatement[],
    frame: Frame,
    handled: ScriptException | undefined,
  ): Promise<Flow> {
    for (const { condition, body } of branches) {
      if (await holds(condition, frame, this.evaluator)) return this.runBody(body, frame, handled);
    }
    return this.runBody(otherwise, frame, handled);
  }

  /** `CASE (x) WHEN 1 THEN ...` compares with x, computed once; `CASE WHEN x = 1 THEN ...` is an IF. */
  private async runCase(
    { operand, branches, otherwise }: Extract<ScriptStatement, { kind: 'case_of' }>,
    frame: Frame,
    handled: ScriptException | undefined,
  ): Promise<Flow> {
    if (operand === undefined) return this.runBranches(branches, otherwise, frame, handled);
    const left = await computed(operand, frame, this.evaluator);
    for (const { condition, body } of branches) {
      const right = await computed(condition, frame, this.evaluator);
      const compared = new Frame(null);
      compared.declare(LEFT, { kind: 'value', type: left.type, value: left });
      compared.declare(RIGHT, { kind: 'value', type: right.type, value: right });
      if (await holds(EQUALS, compared, this.evaluator)) return this.runBody(body, frame, handled);
    }
    return this.runBody(otherwise, frame, handled);
  }

  private async runRange(
    statement: Extract<ScriptStatement, { kind: 'for_range' }>,
    frame: Frame,
    handled: ScriptException | undefined,
  ): Promise<Flow> {
    const from = await wholeNumber(statement.from, frame, this.evaluator);
    const to = await wholeNumber(statement.to, frame, this.evaluator);
    const step = statement.reverse ? -1 : 1;
    let counter = statement.reverse ? to : from;
    const last = statement.reverse ? from : to;
    const inner = new Frame(frame);
    return this.loop(statement, inner, handled, async () => {
      if (step > 0 ? counter > last : counter < last) return false;
      const value = numberValue(counter);
      inner.declare(statement.counter, { kind: 'value', type: value.type, value });
      counter += step;
      return true;
    });
  }

  private async runRows(
    statement: Extract<ScriptStatement, { kind: 'for_rows' }>,
    frame: Frame,
    handled: ScriptException | undefined,
  ): Promise<Flow> {
    const outcome = await this.children.rowsOf(statement.source, frame);
    const rows = resultRows(outcome, this.execution);
    const inner = new Frame(frame);
    return this.loop(statement, inner, handled, async () => {
      const { done, value } = await rows.next();
      if (done === true) return false;
      inner.declare(statement.row, { kind: 'row', fields: rowFields(outcome, value) });
      return true;
    });
  }

  private async loop(
    { body, label }: { readonly body: readonly ScriptStatement[]; readonly label?: string },
    frame: Frame,
    handled: ScriptException | undefined,
    goesOn: () => Promise<boolean>,
  ): Promise<Flow> {
    while (await goesOn()) {
      this.step();
      const flow = await this.runBody(body, new Frame(frame), handled);
      if (flow.kind === 'return') return flow;
      if (flow.kind === 'next') continue;
      const isMine = flow.label === undefined || flow.label === label;
      if (!isMine) return flow;
      if (flow.kind === 'break') return NEXT;
    }
    return NEXT;
  }

  private async returnValue(value: Expression | undefined, frame: Frame) {
    return value === undefined ? nullValue(text()) : computed(value, frame, this.evaluator);
  }

  private raised(
    statement: Extract<ScriptStatement, { kind: 'raise' }>,
    frame: Frame,
    handled: ScriptException | undefined,
  ): Error {
    if (statement.name === undefined) {
      return (
        handled ??
        new SqlError(
          '001003',
          '42000',
          'SQL compilation error:\nRAISE without a name stands only in an exception handler.',
        )
      );
    }
    const { number, message } = { ...DEFAULT_EXCEPTION, ...frame.expect(statement.name, 'exception') };
    return new ScriptException({ name: statement.name }, number, 'P0001', message, this.positionOf(statement));
  }

  private step(): void {
    this.execution.signal.throwIfAborted();
    this.steps += 1;
    if (this.steps > MOST_STEPS) {
      throw new SqlError(
        '000603',
        '54000',
        `The block was stopped after ${MOST_STEPS} steps: it has a loop without an end.`,
      );
    }
  }

  private positionOf({ start }: Span): Position {
    return positionAt(this.context.text, start);
  }
}

const LEFT = 'LEFT';
const RIGHT = 'RIGHT';
const NOWHERE: Span = { start: 0, end: 0 };
const variable = (name: string): Expression => ({
  kind: 'column',
  parts: [{ name, quoted: true, ...NOWHERE }],
  ...NOWHERE,
});
/** The operand of a CASE and what a WHEN gives, both as variables. */
const EQUALS: Expression = { kind: 'binary', operator: '=', left: variable(LEFT), right: variable(RIGHT), ...NOWHERE };

/** Whether what fails in a statement is an SQL statement, rather than an expression of the block itself. */
const isChild = (statement: ScriptStatement): boolean =>
  statement.kind === 'sql' ||
  statement.kind === 'await' ||
  statement.kind === 'return_table' ||
  statement.kind === 'open_cursor' ||
  (statement.kind === 'assign' && statement.value.kind === 'statement') ||
  (statement.kind === 'let' && statement.declaration.kind === 'resultset');
