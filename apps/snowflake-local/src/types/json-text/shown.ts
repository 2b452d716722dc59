import { readMoment } from '../time-text/detect.js';
import { type Moment, momentOf, wallNanos } from '../time-text/moment.js';
import { writeMoment } from '../time-text/write.js';
import { offsetAt } from '../time-text/zone-offset.js';
import { isArray, isObject, type Json, JsonNumber, Tagged, written } from './json-value.js';
import type { Tag } from './tagged.js';
import { isElement, writeXml } from './xml.js';

/** How a session shows what stands inside of semi-structured values. */
export interface Style {
  /** IANA name, for TIMESTAMP_LTZ. */
  readonly timezone: string;
  /** Output formats by tag. */
  readonly formats: Readonly<Record<'d' | 't' | 'p' | 'l' | 'z', string>>;
}

/** One line, no blanks: TO_JSON, and the text of an ARRAY or OBJECT. */
export const shownJson = (value: Json, style: Style): string =>
  written(value, {
    text: JSON.stringify,
    tagged: (tagged) => shownTagged(tagged, style),
  });

/**
 * One entry a line, `indent` blanks a level: how results show values, XML as XML. No blanks and no lines for an indent of 0;
 * below 0 it is JSON on one line whatever the value is.
 */
export function prettyJson(value: Json, indent: number, style: Style): string {
  if (indent < 0) return shownJson(value, style);
  if (isElement(value))
    return writeXml(value, (item) => shownScalar(item, style), indent === 0 ? null : ' '.repeat(indent));
  return indent === 0 ? shownJson(value, style) : pretty(value, '', ' '.repeat(indent), style);
}

function pretty(value: Json, before: string, step: string, style: Style): string {
  if (!isArray(value) && !isObject(value)) return shownJson(value, style);
  const inner = `${before}${step}`;
  const [open, close, items] = isObject(value)
    ? ['{', '}', [...value].map(([key, item]) => `${JSON.stringify(key)}: ${pretty(item, inner, step, style)}`)]
    : ['[', ']', value.map((item) => pretty(item, inner, step, style))];
  if (items.length === 0) return `${open}${close}`;
  return `${open}\n${items.map((item) => inner + item).join(',\n')}\n${before}${close}`;
}

/** A value as a cast to VARCHAR gives it: a scalar without quotes, NULL for JSON null and SQL NULL. */
export function castText(value: Json, style: Style): string | null {
  if (value === null) return null;
  if (typeof value === 'string') return value;
  if (value instanceof JsonNumber) return value.digits;
  if (value instanceof Tagged) return value.tag === 'u' ? null : taggedText(value, style);
  return isElement(value) ? writeXml(value, (item) => shownScalar(item, style), null) : shownJson(value, style);
}

/** A value between the tags of XML: without quotes, a DOUBLE as JSON has it. */
const shownScalar = (value: Json, style: Style): string =>
  value instanceof Tagged && value.tag === 'f' ? shownDouble(value.text) : (castText(value, style) ?? '');

function shownTagged(value: Tagged, style: Style): string {
  if (value.tag === 'u') return 'undefined';
  return value.tag === 'f' ? shownDouble(value.text) : JSON.stringify(taggedText(value, style));
}

/** Fifteen digits after the point and an exponent of two digits or more, whatever the number. */
function shownDouble(text: string): string {
  if (text === 'NaN') return text;
  if (text.endsWith('inf')) return text.replace('inf', 'Infinity');
  return Number(text)
    .toExponential(15)
    .replace(/e([+-])(\d)$/, 'e$10$2');
}

function taggedText({ tag, text }: Tagged, style: Style): string {
  if (tag === 'u' || tag === 'f' || tag === 'b' || tag === 'x') return text;
  return writeMoment(momentOfTag(tag, text, style.timezone), style.formats[tag]);
}

/** On the wall clock that the value shows. */
function momentOfTag(tag: Exclude<Tag, 'u' | 'f' | 'b' | 'x'>, text: string, timezone: string): Moment {
  const read = readMoment(tag === 'z' ? text.slice(0, 29) : text, tag === 't' ? 'time' : 'timestamp', 'AUTO');
  if (read === null) throw new Error(`'${text}' is not in the stored form of '${tag}'`);
  if (tag !== 'l' && tag !== 'z') return read;
  const instant = wallNanos(read);
  const minutes = tag === 'z' ? Number(text.slice(30)) : offsetAt(instant, timezone);
  return momentOf(instant + BigInt(minutes) * 60_000_000_000n, minutes);
}
