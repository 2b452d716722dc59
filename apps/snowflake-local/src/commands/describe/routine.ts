import type { RoutineEntry } from '../../catalog/entries.js';
import { displayName } from '../../catalog/names.js';
import { resultOf, returnsTable } from '../../catalog/routine-result.js';
import { objectMissing } from '../../errors.js';
import type { Describe } from '../../parse/ast.js';
import { typeText } from '../../types/snow-type.js';
import { sameSignature, unnamedParameters } from '../ddl/procedure.js';
import { namedObject } from '../ddl/required.js';
import { type Cell, listed } from '../show/listing.js';
import type { StatementContext } from '../statement-context.js';

type RoutineTarget = Extract<Describe['target'], { kind: 'routine' }>;

/** DESCRIBE FUNCTION and DESCRIBE PROCEDURE: its properties, one a row. */
export function describeRoutine(target: RoutineTarget, context: StatementContext) {
  const { object } = target;
  const name = namedObject(target.name, context, `DESCRIBE ${object.toUpperCase()}`);
  const parameters = unnamedParameters(target.types, context);
  const routine = sameSignature(name, { kind: object, parameters }, context.catalog);
  if (routine === undefined) {
    const types = parameters.map(({ type }) => typeText(type)).join(', ');
    throw objectMissing(object === 'procedure' ? 'Procedure' : 'Function', `${displayName(name.name)}(${types})`);
  }
  return { columns: listed('property', 'value'), rows: propertiesOf(routine) };
}

function propertiesOf(routine: RoutineEntry): readonly (readonly Cell[])[] {
  const parameters = routine.parameters.map(({ name, type }) => `${name} ${typeText(type).replace(/\(.*/, '')}`);
  const common: readonly (readonly Cell[])[] = [
    ['signature', `(${parameters.join(', ')})`],
    ['returns', returned(routine)],
    ['language', 'SQL'],
  ];
  if (routine.kind === 'function') return [...common, ['body', routine.body]];
  return [
    ...common,
    ['null handling', 'CALLED ON NULL INPUT'],
    ['volatility', 'VOLATILE'],
    ['execute as', 'OWNER'],
    ['body', routine.body],
  ];
}

function returned(routine: RoutineEntry): string {
  const result = resultOf(routine);
  if (!returnsTable(result)) return typeText(result);
  return `TABLE (${result.map(({ name, type }) => `${name} ${typeText(type).replace(/\(.*/, '')}`).join(', ')})`;
}
