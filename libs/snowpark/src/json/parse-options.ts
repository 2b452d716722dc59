import type { Options } from '../io/options.js';
import type { OptionValue } from '../plan/action.js';
import { entriesOf, list, type Parser, string } from './parsers.js';

const optionValue: Parser<OptionValue> = (place) => {
  const { json } = place;
  if (Array.isArray(json)) return list(string)(place);
  if (typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean') return json;
  throw place.error(`expected text, a number, a boolean or a list of texts, found ${place.found}`);
};

/** Options of a format or a copy; which there are is checked where their type is known. */
export const options: Parser<Options> = (place) =>
  Object.freeze(Object.fromEntries(entriesOf(place).map(([key, json]) => [key, optionValue(place.at(key, json))])));
