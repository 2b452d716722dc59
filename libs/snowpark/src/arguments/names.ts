import { objectName, realName } from '../sql/identifier.js';
import { at, part, type Reader, wrong } from './reader.js';
import { FULL_TEXT, textFault } from './text.js';

/** The name of a column, as its real name. */
export const NAME: Reader<string, string> = {
  allowed: 'a name',
  read(given, place) {
    if (typeof given !== 'string') throw wrong(place, 'a name', given);
    const fault = textFault(given);
    if (fault !== null) throw wrong(place, 'a name', given, fault);
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
    const fault = textFault(text);
    if (fault !== null) throw wrong(place, this.allowed, given, fault);
    return at(place, () => objectName(text));
  },
};
