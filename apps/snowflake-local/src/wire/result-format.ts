import type { StoredResult } from '../result/stored.js';
import type { Session } from '../session/session.js';

const FORMATS = ['json', 'arrow'] as const;

/** How rows go over the wire. */
export type ResultFormat = (typeof FORMATS)[number];

export const isResultFormat = (value: string | null): value is ResultFormat =>
  FORMATS.some((format) => format === value);

/** statementTypeId of what gives rows of a query; the answers of all other statements are JSON, whatever was asked for. */
const QUERY = 4_096;

/** The parameter of the client that asks, as the statement was run with it, else as its session has it. */
export function resultFormat(result: StoredResult, { parameters, formatParameter }: Session): ResultFormat {
  if (formatParameter === null || result.statementTypeId !== QUERY || result.children !== undefined) return 'json';
  const wanted = result.parameters[formatParameter] ?? parameters.text(formatParameter);
  return /^arrow/i.test(String(wanted)) ? 'arrow' : 'json';
}
