import { unreachable } from '../unreachable.js';
import type { Action } from './action.js';
import type { Expr } from './plan.js';

/** The expressions of an action itself, outside its plans. */
export function expressionsOfAction(action: Action): readonly Expr[] {
  const some = (expr: Expr | undefined): readonly Expr[] => (expr === undefined ? [] : [expr]);
  switch (action.kind) {
    case 'collect':
    case 'count':
    case 'first':
    case 'describe':
    case 'explain':
    case 'create_view':
      return [];
    case 'create_dynamic_table':
      return action.clusterBy ?? [];
    case 'sql':
      return action.binds;
    case 'save_as_table':
      return [...some(action.overwriteCondition), ...(action.clusterBy ?? [])];
    case 'copy_into_location':
      return some(action.partitionBy);
    case 'copy_into_table':
      return action.transformations ?? [];
    case 'copy_files':
      return [];
    case 'merge':
      return [
        action.on,
        ...action.clauses.flatMap((clause) => [
          ...some(clause.condition),
          ...(clause.kind === 'update' ? clause.set.map(({ value }) => value) : []),
          ...(clause.kind === 'insert' ? clause.values : []),
        ]),
      ];
    case 'update':
      return [...action.set.map(({ value }) => value), ...some(action.condition)];
    case 'delete':
      return some(action.condition);
    default:
      return unreachable(action);
  }
}
