import type { Style } from './shown.js';

let last: { readonly text: string; readonly style: Style } | undefined;

/** The style that `styleText` wrote. A statement has one for all of its rows. */
export function readStyle(text: string): Style {
  if (last?.text !== text) last = { text, style: JSON.parse(text) as Style };
  return last.style;
}

export const styleText = (style: Style): string => JSON.stringify(style);
