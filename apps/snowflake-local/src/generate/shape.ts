import { type NestCost, NestMeter } from './nest-meter.js';

/** What is asked of generated SQL before DuckDB is given it. */
export interface SqlShape extends NestCost {
  /** The names that stand before a parenthesis and are neither grammar nor sources of its own. */
  readonly called: ReadonlySet<string>;
  readonly joins: number;
  /** Those of them that keep rows without a match. */
  readonly outerJoins: number;
  /** Characters outside of texts. */
  readonly written: number;
}

/** Words and types that generated SQL writes before a parenthesis. Words are in upper case there, functions in lower. */
const GRAMMAR: ReadonlySet<string> = new Set(
  `ALL AND ANY AS BETWEEN BY CASE CAST CUBE DECIMAL DISTINCT ELSE END ESCAPE EXCEPT EXISTS FILTER FROM GROUP HAVING ILIKE
  IN INTERSECT IS JOIN LATERAL LIKE LIMIT MATERIALIZED NOT OFFSET ON OR ORDER OVER QUALIFY ROLLUP SELECT SETS STRUCT THEN
  TRY TRY_CAST UNION VALUES WHEN WHERE WITH WITHIN`.split(/\s+/),
);
/** Names of sources, which list their columns: `t1(c0, c1)`, `w2(c0)`. */
const SOURCE_NAME = /^[tw]\d+$/;
const OF_A_COMMON_TABLE: ReadonlySet<string> = new Set(['AS', 'MATERIALIZED']);
const OF_A_RELATION: ReadonlySet<string> = new Set([
  ...['FROM', 'JOIN', 'LATERAL', 'UNION', 'INTERSECT', 'EXCEPT', 'ALL'],
  ...OF_A_COMMON_TABLE,
]);
/** What stands before a query whose rows a value is compared with; ALL too, where it is none of UNION's. */
const MEMBERS: ReadonlySet<string> = new Set(['IN', 'ANY']);
const UNION = 'UNION ';
const isAllOfUnion = (sql: string, at: number): boolean => sql.startsWith(UNION, at - UNION.length);
const OUTER_JOINS: ReadonlySet<string> = new Set(['LEFT', 'RIGHT', 'FULL']);
const KINDS_OF_JOIN: ReadonlySet<string> = new Set(['INNER', 'CROSS', ...OUTER_JOINS]);

/** Reads the SQL once: it may be megabytes, most of them in texts, which are stepped over. Words are cut out where they matter. */
export function shapeOf(sql: string): SqlShape {
  const called = new Set<string>();
  const nests = new NestMeter(sql);
  let [joins, outerJoins, inTexts] = [0, 0, 0];
  let [wordStart, wordEnd] = [-1, -1];
  for (let at = 0; at < sql.length; ) {
    const code = sql.charCodeAt(at);
    if (code === QUOTE || code === DOUBLE_QUOTE) {
      const end = endOfQuoted(sql, at);
      if (code === QUOTE) {
        inTexts += end - at;
        nests.text(at, end);
      }
      [wordStart, wordEnd] = code === QUOTE ? [-1, -1] : [at, end];
      at = end;
    } else if (code === OPEN) {
      const before = isBlank(sql, wordEnd, at) ? sql.slice(wordStart, wordEnd) : '';
      if (before !== '' && !GRAMMAR.has(before) && !SOURCE_NAME.test(before)) called.add(before);
      const isQuery = startsWith(QUERY_START, sql, at + 1);
      const isMember = isQuery && (MEMBERS.has(before) || (before === 'ALL' && !isAllOfUnion(sql, wordStart)));
      nests.open({
        at,
        before,
        isQuery,
        isMember,
        isRelation: OF_A_RELATION.has(before) && !isMember,
        isCommonTable: OF_A_COMMON_TABLE.has(before),
      });
      wordEnd = -1;
      at += 1;
    } else if (code === CLOSE) {
      nests.close(at, startsWith(SET_OPERATOR, sql, at + 1));
      wordEnd = -1;
      at += 1;
    } else if (isLetter(code)) {
      const end = endOfWord(sql, at);
      if (code === LETTER_T) {
        const number = numberOf(sql, at + 1, end);
        if (number !== null) nests.source(number, sql.charCodeAt(end) === DOT);
      } else if (MATTERING.has(code)) {
        const word = sql.slice(at, end);
        const before = word === 'JOIN' && isBlank(sql, wordEnd, at) ? sql.slice(wordStart, wordEnd) : '';
        if (KINDS_OF_JOIN.has(before)) joins += 1;
        if (OUTER_JOINS.has(before)) outerJoins += 1;
        nests.word(word);
      }
      [wordStart, wordEnd] = [at, end];
      at = end;
    } else at += 1;
  }
  return { called, joins, outerJoins, written: sql.length - inTexts, ...nests.cost() };
}

const [QUOTE, DOUBLE_QUOTE, OPEN, CLOSE, LOW_LINE, DOT, LETTER_T] = [0x27, 0x22, 0x28, 0x29, 0x5f, 0x2e, 0x74];
/** How the words begin that say something without a parenthesis behind them: JOIN, GROUP, HAVING, PARTITION, common tables. */
const MATTERING: ReadonlySet<number> = new Set([...'JGHPw'].map((letter) => letter.charCodeAt(0)));

const isLetter = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === LOW_LINE;
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

function endOfWord(sql: string, start: number): number {
  let at = start + 1;
  for (let code = sql.charCodeAt(at); isLetter(code) || isDigit(code); code = sql.charCodeAt(at)) at += 1;
  return at;
}

/** What the digits between two places say; null where there is anything else. */
function numberOf(sql: string, from: number, to: number): number | null {
  if (from === to) return null;
  let number = 0;
  for (let at = from; at < to; at += 1) {
    const code = sql.charCodeAt(at);
    if (!isDigit(code)) return null;
    number = number * 10 + code - DIGIT_0;
  }
  return number;
}
const DIGIT_0 = 0x30;

/** Where the text or name ends whose first quote is at `start`; a doubled quote is a part of it. */
function endOfQuoted(sql: string, start: number): number {
  const quote = sql[start] ?? '';
  const code = sql.charCodeAt(start);
  let at = sql.indexOf(quote, start + 1);
  while (at >= 0 && sql.charCodeAt(at + 1) === code) {
    at += 2;
    // Mostly the next one is far: where it is not, looking is cheaper than searching.
    if (sql.charCodeAt(at) !== code) at = sql.indexOf(quote, at);
  }
  return at < 0 ? sql.length : at + 1;
}

const SPACE = 0x20;

function isBlank(sql: string, from: number, to: number): boolean {
  if (from < 0) return false;
  for (let at = from; at < to; at += 1) if (sql.charCodeAt(at) > SPACE) return false;
  return true;
}

function startsWith(pattern: RegExp, sql: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(sql);
}
const QUERY_START = /(?:SELECT|WITH|VALUES)\b/y;
const SET_OPERATOR = / (?:UNION|INTERSECT|EXCEPT)\b/y;
