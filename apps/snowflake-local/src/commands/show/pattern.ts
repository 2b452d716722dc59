/** SHOW's LIKE: `%` and `_` as in SQL, letters in any case, a backslash makes the next character plain. */
export function likePattern(pattern: string): (name: string) => boolean {
  const parts = pattern.match(/\\.|[\s\S]/gu) ?? [];
  const source = parts.map((part) => {
    if (part === '%') return '[\\s\\S]*';
    if (part === '_') return '[\\s\\S]';
    const plain = part.startsWith('\\') && part.length > 1 ? part.slice(1) : part;
    return plain.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  });
  const expression = new RegExp(`^${source.join('')}$`, 'iu');
  return (name) => expression.test(name);
}
