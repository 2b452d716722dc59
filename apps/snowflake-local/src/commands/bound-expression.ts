import { bindExpression, emptyScope } from '../bind/bind-expression.js';
import { withAnswers } from '../bind/query.js';
import { StatementState } from '../bind/statement-state.js';
import type { ExecutionContext } from '../execute/statement.js';
import type { Expression } from '../parse/ast.js';
import type { SnowType } from '../types/snow-type.js';
import type { Emitted } from '../types/typed.js';
import { runEngineFunctions } from './engine-functions.js';
import { type Computed, evaluate } from './evaluate.js';
import type { StatementContext } from './statement-context.js';

/** Expressions of a command, such as those of SET and CALL: bound, with the SYSTEM$ functions in them. */
export class BoundExpressions {
  private readonly state = new StatementState();
  private readonly values: readonly Emitted[];

  constructor(expressions: readonly Expression[], context: StatementContext) {
    this.values = expressions.map((expression) => bindExpression(expression, emptyScope(), context, this.state));
  }

  get length(): number {
    return this.values.length;
  }

  get types(): readonly SnowType[] {
    return this.values.map(({ type }) => type);
  }

  async evaluate(execution: ExecutionContext): Promise<readonly Computed[]> {
    if (this.values.length === 0) return [];
    const { calls } = this.state;
    const answers = await runEngineFunctions(calls, execution);
    const ready = this.values.map((value) => ({ ...value, sql: withAnswers({ sql: value.sql, calls }, answers) }));
    return evaluate(ready, execution.duck);
  }
}
