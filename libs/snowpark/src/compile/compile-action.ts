import { UsageError } from '../errors.js';
import type { Action } from '../plan/action.js';
import { checkSqlSize } from '../plan/limits.js';
import type { Plan } from '../plan/plan.js';
import { asStatement, type Fragment, render } from '../sql/fragment.js';
import { embeddable, mayWrite } from '../sql/is-query.js';
import { byteLength } from '../sql/size.js';
import type { Statement } from '../sql/statement.js';
import { withShared } from '../sql/with.js';
import { withBinds } from '../sql/with-binds.js';
import { unreachable } from '../unreachable.js';
import { countRows } from './aggregate.js';
import { block } from './block/block.js';
import type { Claim } from './block/claim.js';
import { claimFault, countsOf, innerWrite } from './block/claimable.js';
import { claimedBlock } from './block/claimed-block.js';
import { type Build, startBuild } from './build.js';
import { callerStatement } from './caller-statement.js';
import { merge, remove, update } from './change-table.js';
import { checkAction } from './check-action.js';
import { limit } from './clauses.js';
import type { CompileContext, CompiledAction, ResultKind } from './compiled-action.js';
import { copyInto } from './copy-into.js';
import { createDynamicTable, createView, explain } from './create.js';
import { copyFiles } from './files/copy-files.js';
import { copyIntoTable } from './files/copy-into-table.js';
import { compilePlan, queryOf, subquery } from './plan.js';
import { saveAsTable, type Write } from './save-as-table.js';
import { select } from './write.js';

/**
 * An action as statements. Pure: equal actions in equal contexts give equal statements.
 *
 * @throws UsageError for a name that is not there or not clear, for sources without a schema in `context.schemas`, and
 * `plan_too_large` beyond the budget of `PLAN_LIMITS`.
 */
export function compileAction(action: Action, context: CompileContext): CompiledAction {
  checkAction(action);
  const build = startBuild(action, context, subquery);
  const main = context.claim === undefined ? unclaimed(action, build) : claimed(action, context.claim, build);
  const { setup, cleanup, created } = build;
  return { setup, main, cleanup, created, resultKind: resultKindOf(action), writes: writes(action) };
}

const unclaimed = (action: Action, build: Build): Statement =>
  asWritten(action) ?? assemble(write(action, build), build);

/** @throws UsageError for what cannot be claimed */
function claimed(action: Action, claim: Claim, build: Build): Statement {
  const fault = claimFault(action);
  if (fault !== null) throw new UsageError('invalid_argument', `This action cannot run exactly once: ${fault}.`);
  const whole = callerStatement(action);
  const { statements, atomicFrom } =
    whole === null ? write(action, build) : one(withBinds(embeddable(whole.text), whole.binds));
  const all = [...build.steps, ...statements].map(render);
  const first = build.steps.length + (atomicFrom ?? statements.length - 1);
  checkSqlSize(all.reduce((bytes, { text }) => bytes + byteLength(text), 0));
  const main = claimedBlock(all.slice(0, first), all.slice(first), countsOf(action), claim);
  checkSqlSize(byteLength(main.text));
  return main;
}

/** A statement of the caller's goes out as it was written, but for the types of its binds. */
function asWritten(action: Action): Statement | null {
  const whole = callerStatement(action);
  if (whole === null) return null;
  checkSqlSize(byteLength(whole.text));
  return asStatement(render(withBinds(whole.text, whole.binds)));
}

function write(action: Action, build: Build): Write {
  switch (action.kind) {
    case 'collect':
    case 'describe':
      return one(queryOf(action.plan, build));
    case 'count':
      return one(withShared(countRows(compilePlan(action.plan, build), build)));
    case 'first':
      return one(firstRow(action.plan, build));
    case 'save_as_table':
      return saveAsTable(action, build);
    case 'copy_into_location':
      return one(copyInto(action, build));
    case 'copy_into_table':
      return copyIntoTable(action, build);
    case 'copy_files':
      return one(copyFiles(action, build));
    case 'merge':
      return one(merge(action, build));
    case 'update':
      return one(update(action, build));
    case 'delete':
      return one(remove(action, build));
    case 'explain':
      return one(explain(action.plan, build));
    case 'create_view':
      return one(createView(action, build));
    case 'create_dynamic_table':
      return one(createDynamicTable(action, build));
    case 'sql':
      throw new Error('SQL of the caller is not compiled.');
    default:
      return unreachable(action);
  }
}

const firstRow = (plan: Plan, build: Build): Fragment =>
  withShared(select(limit(compilePlan(plan, build), 1, 0, build).level, build));

const one = (statement: Fragment): Write => ({ statements: [statement], atomicFrom: null });

function assemble({ statements, atomicFrom }: Write, build: Build): Statement {
  const before = build.steps.length;
  const fragments = [...build.steps, ...statements];
  checkSqlSize(fragments.reduce((bytes, fragment) => bytes + fragment.bytes, 0));
  const all = fragments.map(render);
  const [only] = all;
  const alone = all.length === 1 && only !== undefined && atomicFrom === null ? asStatement(only) : null;
  const main = alone ?? block(all, atomicFrom === null ? null : before + atomicFrom);
  checkSqlSize(byteLength(main.text));
  return main;
}

function resultKindOf(action: Action): ResultKind {
  switch (action.kind) {
    case 'collect':
    case 'sql':
    case 'explain':
    case 'create_view':
    case 'create_dynamic_table':
    case 'copy_into_location':
    case 'copy_into_table':
    case 'copy_files':
      return 'rows';
    case 'count':
    case 'first':
    case 'merge':
    case 'update':
    case 'delete':
      return action.kind;
    case 'save_as_table':
    case 'describe':
      return 'none';
    default:
      return unreachable(action);
  }
}

/** Whether an action may change data. */
export function writes(action: Action): boolean {
  switch (action.kind) {
    case 'sql':
      return mayWrite(action.text);
    case 'collect':
    case 'count':
    case 'first':
      return innerWrite(action) !== null;
    case 'describe':
    case 'explain':
      return false;
    case 'create_view':
    case 'create_dynamic_table':
    case 'save_as_table':
    case 'copy_into_location':
    case 'copy_into_table':
    case 'copy_files':
    case 'merge':
    case 'update':
    case 'delete':
      return true;
    default:
      return unreachable(action);
  }
}
