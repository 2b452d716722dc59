export type JoinKind = 'inner' | 'left' | 'right' | 'full' | 'cross';

const WORDS: Readonly<Record<JoinKind, string>> = {
  inner: 'INNER JOIN',
  left: 'LEFT JOIN',
  right: 'RIGHT JOIN',
  full: 'FULL JOIN',
  cross: 'CROSS JOIN',
};

/** Two sources and what joins them; a cross join has no condition, every other one has. */
export const joinText = (kind: JoinKind, left: string, right: string, condition: string | null): string =>
  `${left} ${WORDS[kind]} ${right}${kind === 'cross' ? '' : ` ON ${condition ?? 'true'}`}`;
