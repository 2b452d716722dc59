/**
 * Six digits: history says the number 604, the wire says `000604`, and both are one code.
 * What is no number of at most six digits (−1 of a status error, a system error's name) gives the empty text.
 */
export function sixDigits(code: unknown): string {
  const text = typeof code === 'number' || typeof code === 'string' ? String(code).trim() : '';
  return /^\d{1,6}$/.test(text) && Number(text) > 0 ? text.padStart(6, '0') : '';
}
