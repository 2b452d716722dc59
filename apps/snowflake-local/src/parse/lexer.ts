import { setImmediate as nextTurn } from 'node:timers/promises';
import { illFormedText, positionAt, unfinishedToken, unsupported } from '../errors.js';
import { halved } from '../types/quotes.js';
import { isWellFormed, loneSurrogate } from '../types/well-formed.js';
import type { Span } from './ast.js';
import { unescapeText } from './text-escapes.js';
import type { Token, TokenKind } from './token.js';

// Sticky, so that each matches only where the reading stands. None can backtrack: a statement may be megabytes of noise.
const BLANK = /\s+/y;
const WORD = /[\p{L}_][\p{L}\p{M}\p{N}_$]*/uy;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const VARIABLE = /\$([\p{L}_][\p{L}\p{M}\p{N}_$]*)/uy;
const COLUMN_POSITION = /\$(\d+)/y;
// A location ends at a blank or at what can follow it in a statement; quoted parts may hold anything.
// Unquoted in PUT and GET, where the slashes would start a comment.
const FILE_ADDRESS = /file:\/\/[^\s;]*/iy;
const STAGE = /@(?:"[^"]*"|[^\s"(),;']+)*/y;
const SYMBOL = /::|:=|=>|->>?|<>|!=|<=|>=|\|\||[-+*/%=<>()[\]{},;.:?|&^~!]/y;
const TEXT_STOP = /['\\]/g;

/** Words, signs and values of one statement: what it costs grows with them, here and in DuckDB. */
export const MAX_TOKENS = 250_000;
/** A few milliseconds' worth. */
const TOKENS_OF_A_TURN = 20_000;

/** Cuts a text into tokens, the last of which is of kind `end`. Comments and blanks are between them. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  cut(text, skipBlank(text, 0), tokens, MAX_TOKENS);
  return ended(tokens, text);
}

/** The same, with the event loop free between its parts. */
export async function tokenizeInTurns(text: string): Promise<readonly Token[]> {
  const tokens: Token[] = [];
  for (let at = skipBlank(text, 0); at < text.length; await nextTurn()) {
    at = cut(text, at, tokens, Math.min(TOKENS_OF_A_TURN, MAX_TOKENS - tokens.length));
  }
  return ended(tokens, text);
}

/** Where the texts and names in quotes are: what a text may be read for once more, without its values. */
export function quotedSpans(text: string): readonly Span[] {
  const spans: Span[] = [];
  for (let at = skipBlank(text, 0); at < text.length; ) {
    const long = text.charCodeAt(at) === QUOTE ? endOfText(text, at) : undefined;
    const token = long === undefined ? tokenAt(text, at) : undefined;
    const end = long ?? token?.end ?? at + 1;
    if (token?.kind === 'hex') spans.push({ start: at + 1, end });
    else if (token === undefined || token.kind === 'text' || token.kind === 'quoted_name')
      spans.push({ start: at, end });
    at = skipBlank(text, end);
  }
  return spans;
}

function ended(tokens: Token[], text: string): readonly Token[] {
  tokens.push({ kind: 'end', value: '<EOF>', start: text.length, end: text.length });
  return tokens;
}

/** Adds tokens from `from` on, at most so many; gives the place where the next one starts. */
function cut(text: string, from: number, tokens: Token[], most: number): number {
  let at = from;
  for (let count = 0; at < text.length && count < most; count += 1) {
    const token = tokenAt(text, at);
    if (token === undefined) throw unfinishedToken(unreadable(text, at), positionAt(text, at));
    tokens.push(token);
    at = skipBlank(text, token.end);
  }
  if (at < text.length && tokens.length >= MAX_TOKENS) {
    throw unsupported(`more than ${MAX_TOKENS} words, signs and values in one statement`, positionAt(text, at));
  }
  return at;
}

function skipBlank(text: string, from: number): number {
  for (let at = from; ; ) {
    const code = text.charCodeAt(at);
    if (code === SPACE || code === LINE_END) {
      at += 1;
      continue;
    }
    if (code !== DASH && code !== SLASH) {
      const end = code > SPACE && code < FIRST_WIDE ? null : endOf(BLANK, text, at);
      if (end === null) return at;
      at = end;
      continue;
    }
    const next = text.charCodeAt(at + 1);
    if (next === code) {
      at = nextOf(LINE_END, text, at + 2);
      continue;
    }
    if (code !== SLASH || next !== STAR) return at;
    const close = text.indexOf('*/', at + 2);
    if (close < 0) throw unfinishedToken('<EOF>', positionAt(text, at));
    at = close + 2;
  }
}

function tokenAt(text: string, start: number): Token | undefined {
  switch (text[start]) {
    case "'":
      return quotedText(text, start);
    case '"':
      return quotedName(text, start);
    case '$':
      return dollar(text, start);
    case '@':
      return plain('stage', STAGE, text, start);
    case 'x':
    case 'X':
      return text[start + 1] === "'" ? hex(text, start) : word(text, start);
    case 'f':
    case 'F':
      return plain('text', FILE_ADDRESS, text, start) ?? word(text, start);
    default:
      return word(text, start) ?? plain('number', NUMBER, text, start) ?? plain('symbol', SYMBOL, text, start);
  }
}

function quotedText(text: string, start: number): Token | undefined {
  const end = endOfText(text, start);
  if (end === undefined) return undefined;
  const value = unescapeText(text.slice(start + 1, end - 1));
  if (!isWellFormed(value)) throw illFormedText(loneSurrogate(value), positionAt(text, start));
  return { kind: 'text', value, start, end };
}

function endOfText(text: string, start: number): number | undefined {
  for (let at = start + 1; ; ) {
    const stop = nextStop(text, at);
    if (stop === undefined) return undefined;
    if (text.charCodeAt(stop) === QUOTE && text.charCodeAt(stop + 1) !== QUOTE) return stop + 1;
    at = stop + 2;
  }
}

/** The next character of this kind, or the end of the text. */
function nextOf(wanted: number, text: string, from: number): number {
  for (let at = from; at < from + NEAR; at += 1) if (text.charCodeAt(at) === wanted) return at;
  const at = text.indexOf(String.fromCharCode(wanted), from);
  return at < 0 ? text.length : at;
}

/** The next quote or backslash: mostly it is far, and where it is not, looking is cheaper than searching. */
function nextStop(text: string, from: number): number | undefined {
  for (let at = from; at < from + NEAR; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE || code === BACKSLASH) return at;
  }
  TEXT_STOP.lastIndex = from + NEAR;
  return TEXT_STOP.exec(text)?.index;
}

const NEAR = 16;
const [QUOTE, BACKSLASH] = [0x27, 0x5c];
const [SPACE, LINE_END, DASH, SLASH, STAR] = [0x20, 0x0a, 0x2d, 0x2f, 0x2a];
/** From here on a character may be a blank that is not ASCII's. */
const FIRST_WIDE = 0x80;

function quotedName(text: string, start: number): Token | undefined {
  for (let at = start + 1; ; ) {
    const stop = text.indexOf('"', at);
    if (stop < 0) return undefined;
    if (text[stop + 1] !== '"') {
      const value = halved(text.slice(start + 1, stop), '"');
      return { kind: 'quoted_name', value, start, end: stop + 1 };
    }
    at = stop + 2;
  }
}

function dollar(text: string, start: number): Token | undefined {
  if (text[start + 1] === '$') {
    const close = text.indexOf('$$', start + 2);
    return close < 0 ? undefined : { kind: 'text', value: text.slice(start + 2, close), start, end: close + 2 };
  }
  const position = endOf(COLUMN_POSITION, text, start);
  if (position !== null) return { kind: 'position', value: text.slice(start + 1, position), start, end: position };
  const end = endOf(VARIABLE, text, start);
  return end === null ? undefined : { kind: 'variable', value: text.slice(start + 1, end).toUpperCase(), start, end };
}

function hex(text: string, start: number): Token | undefined {
  const close = text.indexOf("'", start + 2);
  return close < 0 ? undefined : { kind: 'hex', value: text.slice(start + 2, close), start, end: close + 1 };
}

function word(text: string, start: number): Token | undefined {
  const end = endOf(WORD, text, start);
  return end === null ? undefined : { kind: 'word', value: text.slice(start, end).toUpperCase(), start, end };
}

function plain(kind: TokenKind, pattern: RegExp, text: string, start: number): Token | undefined {
  const end = endOf(pattern, text, start);
  return end === null ? undefined : { kind, value: text.slice(start, end), start, end };
}

function endOf(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}

/** What a message shows of text that starts no token: an open quote runs to the end of the statement. */
const unreadable = (text: string, start: number): string =>
  `'"$`.includes(text[start] ?? '') ? '<EOF>' : String.fromCodePoint(text.codePointAt(start) ?? 0);
