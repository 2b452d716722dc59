import { isObject, type Json } from './json-value.js';

/** A key of an OBJECT or an index, from 0, of an ARRAY. */
export type JsonStep = string | number;

/** What stands at `steps`, or undefined where nothing does. */
export function jsonAt(value: Json, steps: readonly JsonStep[]): Json | undefined {
  let at: Json | undefined = value;
  for (const step of steps) {
    if (typeof step === 'string') at = isObject(at) ? at.get(step) : undefined;
    else at = Array.isArray(at) && step >= 0 ? at[step] : undefined;
    if (at === undefined) return undefined;
  }
  return at;
}

/** The steps of a GET_PATH text such as `a.b[0]['c d']` or `a:b`, or null where it is none. */
export function parsePath(path: string): readonly JsonStep[] | null {
  const steps: JsonStep[] = [];
  let rest = path;
  while (rest !== '') {
    const match =
      /^\[(\d+)\]/.exec(rest) ??
      /^\['((?:[^'\\]|\\.)*)'\]/.exec(rest) ??
      /^\["((?:[^"\\]|\\.)*)"\]/.exec(rest) ??
      /^[.:]?"((?:[^"]|"")*)"/.exec(rest) ??
      /^[.:]?([A-Za-z_][\w$]*)/.exec(rest);
    if (match === null) return null;
    const found = match[1] ?? '';
    steps.push(/^\[\d/.test(match[0]) ? Number(found) : found);
    rest = rest.slice(match[0].length);
    if (rest === '.' || rest === ':') return null;
  }
  return steps;
}

/** The path of `step` inside of what stands at `before`, as FLATTEN shows it: `a.b[0]['c d']`. */
export function pathText(step: JsonStep, before = ''): string {
  if (typeof step === 'number') return `${before}[${step}]`;
  if (!/^[A-Za-z_][\w$]*$/.test(step)) return `${before}['${step.replace(/[\\']/g, '\\$&')}']`;
  return before === '' ? step : `${before}.${step}`;
}
