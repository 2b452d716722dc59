import { type Reader, wrong } from './reader.js';

/** UTF-16 that is no text: half of a surrogate pair. Snowflake could not be sent it. */
const LONE_SURROGATE = /\p{Cs}/u;
export const isWellFormed = (text: string): boolean => !LONE_SURROGATE.test(text);
const BROKEN = 'It holds half of a surrogate pair, which no text in Snowflake can.';
const NUL = 'It holds the character NUL, which no statement can. As a value it can be bound: lit(…).';

/** What keeps a text from being part of a statement, or null. */
export function textFault(text: string): string | null {
  if (!isWellFormed(text)) return BROKEN;
  return text.includes('\0') ? NUL : null;
}

/** Text that is sent as a value, also empty. */
export const VALUE_TEXT: Reader<string, string> = textReader(
  'a text',
  () => true,
  (text) => (isWellFormed(text) ? null : BROKEN),
);

/** Text, also empty. */
export const TEXT: Reader<string, string> = textReader('a text', () => true);

/** Text with something in it. */
export const FULL_TEXT: Reader<string, string> = textReader('a text that is not empty', (text) => text.trim() !== '');

export const SQL_TEXT: Reader<string, string> = textReader('SQL text', (text) => text.trim() !== '');

function textReader(allowed: string, fits: (text: string) => boolean, faultOf = textFault): Reader<string, string> {
  return {
    allowed,
    read(given, place) {
      if (typeof given !== 'string' || !fits(given)) throw wrong(place, allowed, given);
      const fault = faultOf(given);
      if (fault !== null) throw wrong(place, allowed, given, fault);
      return given;
    },
  };
}
