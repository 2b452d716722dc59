import type { Action, Plan } from '@firn/snowpark';
import { writes } from '@firn/snowpark/internal';

/** That an action writes, and which table where its plan names one. */
export interface Writing {
  readonly table: readonly string[] | null;
}

/** What can be told of an action before it is compiled. Null: as far as that goes, it reads. */
export function writingOf(action: Action): Writing | null {
  return writes(action) ? { table: tableOf(action) } : null;
}

function tableOf(action: Action): readonly string[] | null {
  switch (action.kind) {
    case 'save_as_table':
      return action.table;
    case 'merge':
    case 'update':
    case 'delete':
      return nameOf(action.target);
    default:
      return null;
  }
}

const nameOf = (target: Plan): readonly string[] | null => (target.kind === 'table' ? target.name : null);
