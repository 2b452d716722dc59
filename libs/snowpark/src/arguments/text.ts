import { type Reader, wrong } from './reader.js';

/** UTF-16 that is no text: half of a surrogate pair. Snowflake could not be sent it. */
const LONE_SURROGATE = /\p{Cs}/u;
export const isWellFormed = (text: string): boolean => !LONE_SURROGATE.test(text);
export const BROKEN = 'It holds half of a surrogate pair, which no text in Snowflake can.';

/** Text, also empty. */
export const TEXT: Reader<string, string> = textReader('a text', () => true);

/** Text with something in it. */
export const FULL_TEXT: Reader<string, string> = textReader('a text that is not empty', (text) => text.trim() !== '');

export const SQL_TEXT: Reader<string, string> = textReader('SQL text', (text) => text.trim() !== '');

function textReader(allowed: string, fits: (text: string) => boolean): Reader<string, string> {
  return {
    allowed,
    read(given, place) {
      if (typeof given !== 'string' || !fits(given)) throw wrong(place, allowed, given);
      if (!isWellFormed(given)) throw wrong(place, allowed, given, BROKEN);
      return given;
    },
  };
}
