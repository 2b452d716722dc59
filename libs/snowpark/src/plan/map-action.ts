import { unreachable } from '../unreachable.js';
import type { Action, Assignments, MergeClause } from './action.js';
import type { Expr, Plan } from './plan.js';

/** Rebuilds an action over mapped plans and expressions. */
export function mapAction(action: Action, plan: (of: Plan) => Plan, expr: (of: Expr) => Expr): Action {
  const set = (of: Assignments): Assignments => of.map(({ column, value }) => ({ column, value: expr(value) }));
  const condition = (of: Expr | undefined): { condition?: Expr } => (of === undefined ? {} : { condition: expr(of) });
  switch (action.kind) {
    case 'sql':
      return action;
    case 'collect':
    case 'count':
    case 'first':
    case 'describe':
    case 'explain':
    case 'create_view':
      return { ...action, plan: plan(action.plan) };
    case 'create_dynamic_table': {
      const { clusterBy } = action;
      return { ...action, plan: plan(action.plan), ...(clusterBy !== undefined && { clusterBy: clusterBy.map(expr) }) };
    }
    case 'save_as_table': {
      const { overwriteCondition, clusterBy } = action;
      return {
        ...action,
        plan: plan(action.plan),
        ...(overwriteCondition !== undefined && { overwriteCondition: expr(overwriteCondition) }),
        ...(clusterBy !== undefined && { clusterBy: clusterBy.map(expr) }),
      };
    }
    case 'copy_into_location': {
      const { partitionBy } = action;
      return {
        ...action,
        plan: plan(action.plan),
        ...(partitionBy !== undefined && { partitionBy: expr(partitionBy) }),
      };
    }
    case 'copy_into_table': {
      const { transformations } = action;
      return {
        ...action,
        plan: plan(action.plan),
        ...(transformations !== undefined && { transformations: transformations.map(expr) }),
      };
    }
    case 'copy_files':
      return action.plan === undefined ? action : { ...action, plan: plan(action.plan) };
    case 'merge':
      return {
        ...action,
        target: plan(action.target),
        source: plan(action.source),
        on: expr(action.on),
        clauses: action.clauses.map((clause): MergeClause => {
          const when = condition(clause.condition);
          if (clause.kind === 'delete') return { ...clause, ...when };
          if (clause.kind === 'update') return { ...clause, ...when, set: set(clause.set) };
          return { ...clause, ...when, values: clause.values.map(expr) };
        }),
      };
    case 'update':
    case 'delete': {
      const { source } = action;
      const mapped = {
        target: plan(action.target),
        ...(source !== undefined && { source: plan(source) }),
        ...condition(action.condition),
      };
      return action.kind === 'update' ? { ...action, ...mapped, set: set(action.set) } : { ...action, ...mapped };
    }
    default:
      return unreachable(action);
  }
}
