import type { Action, SaveAsTable } from '../../plan/action.js';
import { readsOf } from '../../plan/reads.js';
import { type Dml, type DmlVerb, dmlOf } from '../../sql/dml.js';
import { firstWord, isQuery, mayWrite } from '../../sql/is-query.js';
import { unreachable } from '../../unreachable.js';
import { callerStatement } from '../caller-statement.js';
import type { CountName } from './claim.js';

/** The text of a statement of the caller that may write, among all that an action reads: its relations, and the queries in expressions. */
export function innerWrite(action: Action): string | null {
  for (const node of readsOf(action).keys()) if (node.kind === 'sql' && mayWrite(node.text)) return node.text;
  return null;
}

/** Why a write cannot be made to run once by a claim; null where it can. Pure, and of the action alone. */
export function claimFault(action: Action): string | null {
  const whole = action.kind === 'describe' ? null : callerStatement(action);
  if (whole !== null) return sqlFault(whole.text);
  const inner = innerWrite(action);
  if (inner !== null)
    return `its plan holds a ${firstWord(inner)} statement, which would run outside the transaction of the write`;
  switch (action.kind) {
    case 'merge':
    case 'update':
    case 'delete':
      return null;
    case 'save_as_table':
      return action.mode === 'append' || action.mode === 'truncate' || isReplacedInPart(action)
        ? null
        : `save_as_table in the mode ${action.mode} makes a table, and DDL commits by itself`;
    case 'collect':
    case 'count':
    case 'first':
    case 'explain':
    case 'describe':
      return `${action.kind} only reads, and may run again`;
    case 'copy_into_location':
    case 'copy_files':
      return `${action.kind} writes files, which are part of no transaction`;
    case 'copy_into_table':
      return 'copy_into_table needs none: a table knows which files it has loaded, unless FORCE is given';
    case 'create_view':
    case 'create_dynamic_table':
      return `${action.kind} is DDL, which commits by itself`;
    case 'sql':
      return sqlFault(action.text);
    default:
      return unreachable(action);
  }
}

/** The counts that a claimed write has in its answer. @throws Error for one that `claimFault` finds fault with */
export function countsOf(action: Action): readonly CountName[] {
  const dml = dmlOf(callerStatement(action)?.text ?? '');
  if (dml !== null) return names(dml);
  switch (action.kind) {
    case 'merge': {
      const kinds = action.clauses.map(({ kind }) => kind);
      return names({ kind: 'merge', verbs: VERBS.filter((verb) => kinds.includes(verb)) });
    }
    case 'update':
    case 'delete':
      return names({ kind: action.kind, verbs: [action.kind] });
    case 'save_as_table':
      return names({ kind: 'insert', verbs: ['insert'] });
  }
  throw new Error(`An action of the kind ${action.kind} has no counts.`);
}

const VERBS: readonly DmlVerb[] = ['insert', 'update', 'delete'];

/** An UPDATE counts what it could not decide as well, a MERGE does not. */
const names = ({ kind, verbs }: Dml): readonly CountName[] =>
  kind === 'update' ? ['updated', 'multiJoined'] : verbs.map((verb) => COUNTED[verb]);

const COUNTED = { insert: 'inserted', update: 'updated', delete: 'deleted' } as const;

const isReplacedInPart = ({ mode, overwriteCondition }: SaveAsTable): boolean =>
  mode === 'overwrite' && overwriteCondition !== undefined;

function sqlFault(text: string): string | null {
  const dml = dmlOf(text);
  if (dml !== null) return null;
  const word = firstWord(text);
  if (isQuery(text) || !mayWrite(text)) return `${word || 'the statement'} only reads, and may run again`;
  if (word === 'INSERT') return 'an INSERT into several tables has counts of its own for each';
  if (['BEGIN', 'DECLARE', 'EXECUTE', 'CALL', 'WITH'].includes(word))
    return `a ${word} statement may hold several, with transactions of their own`;
  return `${word} is no INSERT, UPDATE, DELETE or MERGE, and may commit by itself`;
}
