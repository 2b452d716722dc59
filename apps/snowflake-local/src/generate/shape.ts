/** What is asked of generated SQL before DuckDB is given it. */
export interface SqlShape {
  /** The names that stand before a parenthesis and are neither grammar nor sources of its own. */
  readonly called: ReadonlySet<string>;
  /** Sub-queries inside each other and common tables after each other: each is a level of DuckDB's own recursion. */
  readonly queryLevels: number;
  /** The same of sub-queries that stand in expressions alone. */
  readonly expressionLevels: number;
  readonly joins: number;
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
const OF_A_SOURCE: ReadonlySet<string> = new Set(['FROM', 'JOIN', 'LATERAL', ...OF_A_COMMON_TABLE]);
const KINDS_OF_JOIN: ReadonlySet<string> = new Set(['INNER', 'LEFT', 'RIGHT', 'FULL', 'CROSS']);

/** Reads the SQL once: it may be megabytes, most of them in texts, which are stepped over. */
export function shapeOf(sql: string): SqlShape {
  const called = new Set<string>();
  const open: ('query' | 'expression' | 'other')[] = [];
  const depth = { query: 0, expression: 0, other: 0 };
  let [deepest, deepestExpression, commonTables, joins, inTexts] = [0, 0, 0, 0, 0];
  let word = '';
  let wordEnd = -1;
  const pieces = /[()'"]|[A-Za-z_]\w*/g;
  for (let piece = pieces.exec(sql); piece !== null; piece = pieces.exec(sql)) {
    const [text] = piece;
    const isAfterWord = isBlank(sql, wordEnd, piece.index);
    if (text === "'" || text === '"') {
      const end = endOfQuoted(sql, piece.index);
      if (text === "'") inTexts += end - piece.index;
      word = text === "'" ? '' : sql.slice(piece.index, end);
      wordEnd = text === "'" ? -1 : end;
      pieces.lastIndex = end;
    } else if (text === '(') {
      const before = isAfterWord ? word : '';
      const isQuery = startsQuery(sql, piece.index + 1);
      // Its query may stand in parentheses itself, as the branches of a set operation do.
      if (OF_A_COMMON_TABLE.has(before)) commonTables += 1;
      const kind = !isQuery ? 'other' : OF_A_SOURCE.has(before) ? 'query' : 'expression';
      if (before !== '' && !GRAMMAR.has(before) && !SOURCE_NAME.test(before)) called.add(before);
      open.push(kind);
      depth[kind] += 1;
      deepest = Math.max(deepest, depth.query + depth.expression);
      deepestExpression = Math.max(deepestExpression, depth.expression);
      wordEnd = -1;
    } else if (text === ')') {
      const kind = open.pop();
      if (kind !== undefined) depth[kind] -= 1;
      wordEnd = -1;
    } else {
      if (text === 'JOIN' && isAfterWord && KINDS_OF_JOIN.has(word)) joins += 1;
      word = text;
      wordEnd = pieces.lastIndex;
    }
  }
  return {
    called,
    queryLevels: deepest + commonTables,
    expressionLevels: deepestExpression,
    joins,
    written: sql.length - inTexts,
  };
}

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

const startsQuery = (sql: string, at: number): boolean => {
  QUERY_START.lastIndex = at;
  return QUERY_START.test(sql);
};
const QUERY_START = /(?:SELECT|WITH|VALUES)\b/y;
