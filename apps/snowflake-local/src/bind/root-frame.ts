import { bindRelation } from './bind-relation.js';
import { CommonTables } from './common-tables.js';
import type { BindContext } from './context.js';
import { bindExpression } from './expression/expression.js';
import { type Environment, Frame } from './frame.js';
import { type FromClause, NO_FROM } from './scope.js';
import { bindSelectFrom } from './select/select.js';
import { StatementState } from './statement-state.js';

/** A fresh environment: the binding of one statement starts here. */
export const rootEnvironment = (context: BindContext, state = new StatementState()): Environment => ({
  context,
  state,
  tables: CommonTables.NONE,
  binders: { expression: bindExpression, query: bindRelation, selectFrom: bindSelectFrom },
});

/** A frame for expressions that stand in no query: nothing is in scope but the variables of a block around. */
export const rootFrame = (context: BindContext, from: FromClause = NO_FROM, state?: StatementState): Frame =>
  new Frame(rootEnvironment(context, state), from, null, true);
