import { isArray, isObject, type Json, jsonNumber, Tagged } from './json-value.js';

/**
 * XML as Snowflake holds it: an element is an OBJECT with its name as `@`, its content as `$` (a scalar, an element, or an
 * ARRAY of both) and its attributes as `@name`. The name is tagged, so that such an OBJECT is shown as XML again.
 */
export class XmlSyntaxError extends Error {
  override readonly name = 'XmlSyntaxError';
}

/** An element and the ARRAY that it stands in are two levels of what is stored, and that bears a thousand. */
const MAX_DEPTH = 450;

interface Open {
  readonly name: string;
  readonly attributes: readonly (readonly [string, Json])[];
  readonly content: Json[];
}

const NAME = '[A-Za-z_:\\u00c0-\\uffff][\\w:.\\-\\u00b7-\\uffff]*';
const PIECE = new RegExp(
  `<!--[\\s\\S]*?-->|<!\\[CDATA\\[([\\s\\S]*?)\\]\\]>|<\\?[\\s\\S]*?\\?>|<!DOCTYPE[^>\\[]*(?:\\[[\\s\\S]*?\\]\\s*)?>|<(/?)(${NAME})((?:"[^"]*"|'[^']*'|[^>"'])*)>|([^<]+)`,
  'y',
);
const ATTRIBUTE = new RegExp(`\\s+(${NAME})\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'y');

/** @param converts numbers and truth values become such, and do not stay texts */
export function parseXml(text: string, converts: boolean): Json {
  const open: Open[] = [];
  let root: Json | undefined;
  const scalar = (value: string): Json => (converts ? converted(value) : value);
  const close = (element: Open): void => {
    const value = elementOf(element, scalar);
    const around = open.at(-1);
    if (around !== undefined) around.content.push(value);
    else if (root === undefined) root = value;
    else throw new XmlSyntaxError(`more than one document in the input, pos ${PIECE.lastIndex}`);
  };
  PIECE.lastIndex = 0;
  while (PIECE.lastIndex < text.length) {
    const at = PIECE.lastIndex;
    const piece = PIECE.exec(text);
    if (piece === null) throw new XmlSyntaxError(`prematurely terminated XML document, pos ${at}`);
    const [whole, data, isEnd, name, rest = '', between] = piece;
    if (name !== undefined && isEnd === '/') {
      const element = open.pop();
      if (element?.name !== name) throw new XmlSyntaxError(`no opening tag for </${name}>, pos ${at + whole.length}`);
      close(element);
    } else if (name !== undefined) {
      const isEmpty = rest.endsWith('/');
      const attributes = attributesOf(isEmpty ? rest.slice(0, -1) : rest, at, scalar);
      const element = { name, attributes, content: [] };
      if (isEmpty) close(element);
      else if (open.length >= MAX_DEPTH) throw new XmlSyntaxError(`more than ${MAX_DEPTH} levels, pos ${at}`);
      else open.push(element);
      PIECE.lastIndex = at + whole.length;
    } else if (data !== undefined || between !== undefined) {
      addText(data ?? unescaped((between ?? '').trim(), at), open.at(-1), at, data !== undefined);
    }
  }
  const unclosed = open.at(-1);
  if (unclosed !== undefined) throw new XmlSyntaxError(`missing closing tags: </${unclosed.name}>, pos ${text.length}`);
  if (root === undefined) throw new XmlSyntaxError(`prematurely terminated XML document, pos ${text.length}`);
  return root;
}

function addText(text: string, around: Open | undefined, at: number, isData: boolean): void {
  if (text === '' && !isData) return;
  if (around === undefined) throw new XmlSyntaxError(`text outside of an element, pos ${at}`);
  const last = around.content.at(-1);
  if (typeof last === 'string') around.content.splice(-1, 1, last + text);
  else around.content.push(text);
}

function attributesOf(text: string, at: number, scalar: (value: string) => Json): readonly (readonly [string, Json])[] {
  const found: [string, Json][] = [];
  const given = text.trimEnd();
  ATTRIBUTE.lastIndex = 0;
  while (ATTRIBUTE.lastIndex < given.length) {
    const match = ATTRIBUTE.exec(given);
    if (match === null) throw new XmlSyntaxError(`not a valid attribute, pos ${at}`);
    const [, name = '', double, single] = match;
    found.push([`@${name}`, scalar(unescaped(double ?? single ?? '', at))]);
  }
  return found;
}

/** Texts are converted when all of the element is there: a text may come in several pieces. */
function elementOf({ name, attributes, content }: Open, scalar: (value: string) => Json): Json {
  const items = content.map((item) => (typeof item === 'string' ? scalar(item) : item));
  const entries: (readonly [string, Json])[] = [
    ['$', items.length > 1 ? items : (items[0] ?? '')],
    ['@', new Tagged('x', name)],
    ...attributes,
  ];
  return new Map([...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

function converted(text: string): Json {
  if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) return jsonNumber(text);
  return text === 'true' ? true : text === 'false' ? false : text;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

const unescaped = (text: string, at: number): string =>
  text.replace(/&(#x[0-9a-fA-F]+|#\d+|\w+);/g, (_, entity: string) => {
    const known = ENTITIES[entity];
    if (known !== undefined) return known;
    const code = entity.startsWith('#x') ? Number.parseInt(entity.slice(2), 16) : Number(entity.slice(1));
    if (!entity.startsWith('#') || !(code > 0 && code <= 0x10ffff))
      throw new XmlSyntaxError(`unknown entity &${entity};, pos ${at}`);
    return String.fromCodePoint(code);
  });

/** The name of an element, or undefined for any other value. */
export function elementName(value: Json | undefined): string | undefined {
  const name = isObject(value) ? value.get('@') : undefined;
  return name instanceof Tagged && name.tag === 'x' ? name.text : undefined;
}

export const isElement = (value: Json | undefined): value is ReadonlyMap<string, Json> =>
  elementName(value) !== undefined;

/** What an element holds: texts and elements. */
export function contentOf(element: ReadonlyMap<string, Json>): readonly Json[] {
  const content = element.get('$');
  if (isArray(content)) return content;
  return content === undefined || content === '' ? [] : [content];
}

/** @param shown writes a scalar; @param step what a level is indented by, or null for one line */
export function writeXml(
  element: ReadonlyMap<string, Json>,
  shown: (value: Json) => string,
  step: string | null,
  before = '',
): string {
  const name = elementName(element) ?? '';
  const attributes = [...element].flatMap(([key, value]) =>
    key.startsWith('@') && key !== '@' ? [` ${key.slice(1)}="${escaped(shown(value))}"`] : [],
  );
  const opening = `<${name}${attributes.join('')}>`;
  const content = contentOf(element);
  const inner = step === null ? '' : `${before}${step}`;
  const items = content.map((item) => (isElement(item) ? writeXml(item, shown, step, inner) : escaped(shown(item))));
  if (step === null || !content.some(isElement)) return `${opening}${items.join('')}</${name}>`;
  return `${opening}\n${items.map((item) => `${inner}${item}\n`).join('')}${before}</${name}>`;
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (mark) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[mark] ?? mark);
