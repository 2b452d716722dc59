/** A text literal that the statement does not hold anywhere else. */
export function placeholderFor(index: number, statement: string): string {
  let salt = 0;
  while (statement.includes(`answer ${salt}.`)) salt += 1;
  return `'answer ${salt}.${index}'`;
}
