import { objectName, realName } from '../sql/identifier.js';
import { at, part, type Reader, wrong } from './reader.js';
import { BROKEN, FULL_TEXT, isWellFormed } from './text.js';

/** The name of a column, as its real name. */
export const NAME: Reader<string, string> = {
  allowed: 'a name',
  read(given, place) {
    if (typeof given !== 'string') throw wrong(place, 'a name', given);
    if (!isWellFormed(given)) throw wrong(place, 'a name', given, BROKEN);
    return at(place, () => realName(given));
  },
};

/** `*`, or the name of one column, as it was written. */
export const COLUMN_NAME: Reader<string, string> = {
  allowed: 'the name of a column, or *',
  read(given, place) {
    if (typeof given !== 'string') throw wrong(place, this.allowed, given);
    if (given !== '*') NAME.read(given, place);
    return given;
  },
};

/** The name of a table or another object, as text or in parts: its real parts. */
export const OBJECT_NAME: Reader<readonly string[], string | readonly string[]> = {
  allowed: 'the name of an object, as text or as a list of its parts',
  read(given, place) {
    const text =
      Array.isArray(given) && given.length > 0
        ? given.map((each, index) => FULL_TEXT.read(each, part(place, index))).join('.')
        : given;
    if (typeof text !== 'string') throw wrong(place, this.allowed, given);
    if (!isWellFormed(text)) throw wrong(place, this.allowed, given, BROKEN);
    return at(place, () => objectName(text));
  },
};
