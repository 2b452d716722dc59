/** Half of a surrogate pair: no character, and nothing that UTF-8 can carry. */
const LONE_SURROGATE = /\p{Surrogate}/u;
const LONE_SURROGATES = /\p{Surrogate}/gu;

export const isWellFormed = (text: string): boolean => !LONE_SURROGATE.test(text);

/** The text with U+FFFD in place of each half of a surrogate pair. */
export const wellFormed = (text: string): string =>
  isWellFormed(text) ? text : text.replace(LONE_SURROGATES, '\ufffd');

/** The lone surrogate as a message names it, such as `U+D800 at offset 8`. */
export function loneSurrogate(text: string): string {
  const at = text.search(LONE_SURROGATE);
  return `U+${text.charCodeAt(at).toString(16).toUpperCase()} at offset ${at}`;
}
