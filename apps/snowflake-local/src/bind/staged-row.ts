import { checkCalls } from '../generate/allow-list.js';
import type { Expression, StageSource } from '../parse/ast.js';
import type { Emitted } from '../types/typed.js';
import { bindExpression } from './bind-expression.js';
import type { BindContext } from './context.js';
import { rootEnvironment } from './root-frame.js';
import { bindStageSource } from './source/stage.js';
import { StatementState } from './statement-state.js';

/** Expressions over the rows of staged files, each on its own: what one of them cannot compute is no matter of the others. */
export class StagedRow {
  private readonly state = new StatementState();
  private readonly from: ReturnType<typeof bindStageSource>;

  constructor(
    source: StageSource,
    private readonly context: BindContext,
  ) {
    this.from = bindStageSource(source, rootEnvironment(context, this.state));
  }

  /** @throws SqlError as `bindExpression` does. */
  bind(expression: Expression): Emitted {
    const value = bindExpression(expression, this.from, this.context, this.state);
    checkCalls(value.sql, this.state.embedded);
    return value;
  }

  /** The DuckDB text of a row's number in its file. */
  number({ start, end }: StageSource): string {
    const parts = [{ name: 'METADATA$FILE_ROW_NUMBER', quoted: false, start, end }];
    return this.bind({ kind: 'column', parts, start, end }).sql;
  }

  /** The DuckDB FROM clause, once everything is bound: it has the fields that were asked for. */
  fromText(): string {
    const text = this.from.sql();
    if (text === null) throw new Error('staged files are rows');
    return text;
  }
}
