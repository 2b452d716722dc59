import { membersOf } from '../arguments/members.js';
import { part, type Reader, wrong } from '../arguments/reader.js';
import { isPlain } from '../arguments/shown.js';
import { TEXT } from '../arguments/text.js';
import { parameterFault, unknownParameter } from '../execution/session-parameters.js';

/** Set on every statement: what looks like one statement and is two would else run as two. */
const PINNED = 'MULTI_STATEMENT_COUNT';

/** Session parameters of one statement, their names in upper case. Snowflake passes over those that it does not know. */
export const STATEMENT_PARAMS: Reader<Readonly<Record<string, string>>, Readonly<Record<string, string>>> = {
  allowed: 'an object with a text for each parameter',
  read(given, place) {
    if (!isPlain(given)) throw wrong(place, this.allowed, given);
    const read = new Map<string, string>();
    for (const [key, value] of membersOf(given, place)) {
      const name = key.toUpperCase();
      if (!/^[A-Z][A-Z0-9_]{0,63}$/.test(name)) throw wrong(place, 'the names of session parameters', key);
      if (name === PINNED) throw wrong(place, 'a parameter that may be set', key, 'An action is one statement.');
      const unknown = unknownParameter(name);
      if (unknown !== null) throw wrong(place, 'the names of session parameters', key, unknown);
      if (read.has(name)) throw wrong(place, 'each parameter once', key, 'Case makes no difference.');
      const text = TEXT.read(value, part(place, key));
      const fault = parameterFault(name, text);
      if (fault !== null) throw wrong(part(place, key), fault, value);
      read.set(name, text);
    }
    return Object.fromEntries(read);
  },
};
