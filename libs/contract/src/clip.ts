const MARK = ' […] ';

/** A text of at most so many characters, its middle left out: what a caller sent must not come back at its full length. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  const half = Math.floor((most - MARK.length) / 2);
  const head = text.slice(0, half).replace(/[\ud800-\udbff]$/, '');
  const tail = text.slice(-half).replace(/^[\udc00-\udfff]/, '');
  return `${head}${MARK}${tail}`;
}
