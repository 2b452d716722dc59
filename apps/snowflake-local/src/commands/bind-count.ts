import { tokenize } from '../parse/lexer.js';
import type { Token } from '../parse/token.js';

/** How many values a statement needs bound: its `?`, or the highest `:n`. */
export function bindCount(text: string, known?: readonly Token[]): number {
  if (!text.includes('?') && !/:\d/.test(text)) return 0;
  const tokens = known ?? tokenize(text);
  let marks = 0;
  let highest = 0;
  tokens.forEach(({ kind, value }, at) => {
    if (kind !== 'symbol') return;
    if (value === '?') marks += 1;
    const next = tokens[at + 1];
    if (value === ':' && next?.kind === 'number' && /^\d+$/.test(next.value))
      highest = Math.max(highest, Number(next.value));
  });
  return Math.max(marks, highest);
}
