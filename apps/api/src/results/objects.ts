/**
 * Turns one stored line, a JSON array of cells, into a JSON object of the same cells. The text of a cell is copied, not
 * parsed: no digit can change on the way.
 *
 * @param names the columns' names as JSON text, in the order of the cells.
 */
export function toObjectLine(line: string, names: readonly string[]): string {
  let object = '{';
  let from = 1; // behind the opening bracket
  for (const [index, name] of names.entries()) {
    const end = endOfCell(line, from);
    object += `${index === 0 ? '' : ','}${name}:${line.slice(from, end)}`;
    from = end + 1;
  }
  return `${object}}`;
}

/** Cells are scalars, so a cell ends at the next comma or bracket outside a text. */
function endOfCell(line: string, from: number): number {
  let at = from;
  if (line[at] === '"') {
    at += 1;
    while (line[at] !== '"' && at < line.length) at += line[at] === '\\' ? 2 : 1;
    return at + 1;
  }
  while (at < line.length && line[at] !== ',' && line[at] !== ']') at += 1;
  return at;
}

/** Names that stand for more than one column: an object cannot hold both. */
export function repeatedNames(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
