export type JoinKind = 'inner' | 'left' | 'right' | 'full' | 'cross' | 'asof';

const WORDS: Readonly<Record<JoinKind, string>> = {
  inner: 'INNER JOIN',
  left: 'LEFT JOIN',
  right: 'RIGHT JOIN',
  full: 'FULL JOIN',
  cross: 'CROSS JOIN',
  asof: 'ASOF LEFT JOIN',
};

/** Two sources and what joins them; a cross join has no condition, every other one has. */
export function joinText(kind: JoinKind, left: string, right: string, condition: string | null): string {
  const alias = kind === 'left' && condition !== null ? LATERAL.exec(right)?.[1] : undefined;
  if (alias !== undefined) {
    // DuckDB takes few conditions here. One of a lateral query may as well be its own.
    const matching = right.replace(LATERAL_WORD, '');
    return `${left} LEFT JOIN LATERAL (SELECT * FROM ${matching} WHERE ${condition}) AS ${alias} ON true`;
  }
  return `${left} ${WORDS[kind]} ${right}${kind === 'cross' ? '' : ` ON ${condition ?? 'true'}`}`;
}

const LATERAL_WORD = /^LATERAL /;
const LATERAL = /^LATERAL \([\s\S]*\) AS (\w+)$/;
