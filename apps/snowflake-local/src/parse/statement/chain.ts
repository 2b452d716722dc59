import { positionAt, syntaxError } from '../../errors.js';
import type { Chain, Statement } from '../ast.js';
import type { Reader } from '../reader.js';
import { parseOneStatement } from './statement.js';

/** A statement, or several by the flow operator: `SHOW TABLES ->> SELECT "name" FROM $1`. */
export function parseChain(reader: Reader): Statement {
  const { start } = reader;
  const first = parseOneStatement(reader);
  if (!reader.isSymbol('->>')) return first;
  const steps: Chain['steps'][number][] = [stepOf(first, 0, reader)];
  while (reader.acceptSymbol('->>')) steps.push(stepOf(parseOneStatement(reader), steps.length, reader));
  return { kind: 'chain', steps, ...reader.since(start) };
}

function stepOf({ start, end }: Statement, index: number, reader: Reader): Chain['steps'][number] {
  const results = reader.takeEarlierResults();
  const stray = results.find(({ steps }) => steps < 1 || steps > index);
  if (stray !== undefined) throw syntaxError(`$${stray.steps}`, positionAt(reader.text, stray.start));
  return { start, end, results: results.map((result) => ({ ...result, step: index - result.steps })) };
}
