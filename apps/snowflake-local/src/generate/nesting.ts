/** Sub-queries inside each other and common tables after each other: each is a level of DuckDB's own recursion. */
export function queryLevels(sql: string): number {
  const open: boolean[] = [];
  let queries = 0;
  let deepest = 0;
  for (const [piece] of sql.matchAll(PIECE)) {
    if (piece === ')') {
      if (open.pop() === true) queries -= 1;
    } else if (piece.endsWith('(')) {
      open.push(false);
    } else if (piece.startsWith('(')) {
      open.push(true);
      queries += 1;
      deepest = Math.max(deepest, queries);
    }
  }
  return deepest + [...sql.matchAll(COMMON_TABLE)].length;
}

// Texts and quoted names are passed over; a doubled quote reads as two of them.
const PIECE = /'[^']*'|"[^"]*"|\((?:SELECT|WITH|VALUES)\b|[()]/g;
const COMMON_TABLE = /\bw\d+(?:\([^()]*\))? AS (?:MATERIALIZED )?\(/g;
