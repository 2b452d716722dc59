import { bindQuery } from '../bind/bind-query.js';
import { type BoundQuery, withAnswers } from '../bind/query.js';
import type { WrittenQuery } from '../bind/statement-state.js';
import type { ExecutionContext } from '../execute/statement.js';
import type { Query } from '../parse/ast.js';
import { runEngineFunctions } from './engine-functions.js';
import type { StatementContext } from './statement-context.js';

/** A query that a statement reads from, with what must happen before its SQL can run. */
export class BoundSource {
  constructor(
    readonly query: BoundQuery,
    private readonly context: StatementContext,
  ) {}

  /** `introduction`: see `bindQuery`. */
  static of(query: Query, context: StatementContext, introduction?: WrittenQuery['introduction']): BoundSource {
    return new BoundSource(bindQuery(query, context, introduction), context);
  }

  /** Carries out its SYSTEM$ functions, makes the staged files it reads readable, and gives the DuckDB SELECT. */
  async ready(context: ExecutionContext): Promise<string> {
    await this.context.stages.convert(context);
    return withAnswers(this.query, await runEngineFunctions(this.query.calls, context));
  }
}
