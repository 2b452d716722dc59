import { UsageError } from '../errors.js';
import { isFunctionName } from '../sql/identifier.js';
import { type Reader, wrong } from './reader.js';

export const FUNCTION_NAME: Reader<string, string> = {
  allowed: 'the name of a function, with schema and database where it needs them',
  read(given, place) {
    if (typeof given !== 'string') throw wrong(place, this.allowed, given);
    if (!isFunctionName(given)) throw new UsageError('invalid_identifier', `Not the name of a function: '${given}'.`);
    return given;
  },
};
