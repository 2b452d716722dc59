/** As ILIKE reads it: `%` any text, `_` one character, whatever the case. */
export function likePattern(pattern: string): (name: string) => boolean {
  const parts = Array.from(pattern, (sign) =>
    sign === '%' ? '[\\s\\S]*' : sign === '_' ? '[\\s\\S]' : sign.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&'),
  );
  const form = new RegExp(`^${parts.join('')}$`, 'iu');
  return (name) => form.test(name);
}
