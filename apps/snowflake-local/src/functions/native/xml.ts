import { BIGINT, BOOLEAN, VARCHAR } from '@duckdb/node-api';
import { isArray, isObject, type Json, JsonNumber, storedJson, Tagged } from '../../types/json-text/json-value.js';
import { readStored } from '../../types/json-text/parse.js';
import { castText, type Style } from '../../types/json-text/shown.js';
import { readStyle } from '../../types/json-text/style.js';
import { TYPE_OF_TAG } from '../../types/json-text/tagged.js';
import { contentOf, elementName, isElement, parseXml, writeXml, XmlSyntaxError } from '../../types/json-text/xml.js';
import { markedError } from '../../types/raise.js';
import type { NativeFunction } from './native-function.js';

/** (text, whether values stay texts) → the stored form of an element; NULL for a text without a value. */
const parse: NativeFunction = {
  name: 'sf_parse_xml',
  parameters: [VARCHAR, BOOLEAN],
  returns: VARCHAR,
  kind: 'variant',
  takesApart: true,
  takesLong: 'with long values',
  body: (text, asText) => {
    if (String(text).trim() === '') return null;
    try {
      return storedJson(parseXml(String(text), asText !== true));
    } catch (error) {
      if (!(error instanceof XmlSyntaxError)) throw error;
      throw markedError('not_xml', `Error parsing XML: ${error.message}`);
    }
  },
};

/** (text) → what is wrong with it, NULL for XML. */
const checkXml: NativeFunction = {
  name: 'sf_check_xml',
  parameters: [VARCHAR],
  returns: VARCHAR,
  takesApart: true,
  takesLong: 'with long values',
  body: (text) => {
    try {
      if (String(text).trim() !== '') parseXml(String(text), false);
      return null;
    } catch (error) {
      if (error instanceof XmlSyntaxError) return error.message;
      throw error;
    }
  },
};

/** (element, name, which of that name, from 0) → an element inside, or NULL. */
const child: NativeFunction = {
  name: 'sf_xml_get',
  parameters: [VARCHAR, VARCHAR, BIGINT],
  returns: VARCHAR,
  kind: 'variant',
  takesApart: true,
  takesLong: 'with long values',
  body: (stored, name, index) => {
    const value = readStored(String(stored));
    if (!isElement(value)) return null;
    const named = contentOf(value).filter((item) => elementName(item) === name);
    const found = named[Number(index)];
    return found === undefined ? null : storedJson(found);
  },
};

/** (stored value, style) → XML on one line; what is no XML is put into elements that tell its types. */
const toXml: NativeFunction = {
  name: 'sf_to_xml',
  parameters: [VARCHAR, VARCHAR],
  returns: VARCHAR,
  takesApart: true,
  takesLong: 'with long values',
  body: (stored, style) => {
    const value = readStored(String(stored));
    const shownAs = readStyle(String(style));
    if (isElement(value)) return writeXml(value, (item) => castText(item, shownAs) ?? '', null);
    return typedElement('SnowflakeData', value, shownAs);
  },
};

function typedElement(name: string, value: Json, style: Style): string {
  const inside = isObject(value)
    ? [...value].map(([key, item]) => typedElement(key, item, style)).join('')
    : isArray(value)
      ? value.map((item) => typedElement('e', item, style)).join('')
      : (castText(value, style) ?? '').replace(/[&<>]/g, (mark) => `&${{ '&': 'amp', '<': 'lt', '>': 'gt' }[mark]};`);
  return `<${name} type="${typeName(value)}">${inside}</${name}>`;
}

function typeName(value: Json): string {
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return 'BOOLEAN';
  if (typeof value === 'string') return 'VARCHAR';
  if (value instanceof JsonNumber) return value.digits.includes('.') ? 'DECIMAL' : 'INTEGER';
  if (value instanceof Tagged) return value.tag === 'u' ? 'NULL' : TYPE_OF_TAG[value.tag];
  return isObject(value) ? 'OBJECT' : 'ARRAY';
}

export const XML: readonly NativeFunction[] = [parse, checkXml, child, toXml];
