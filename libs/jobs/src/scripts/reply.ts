/** What a script answers: a list of texts and numbers, the first of which says what happened. */
export function replyOf(reply: unknown): readonly [string, ...unknown[]] {
  if (Array.isArray(reply) && typeof reply[0] === 'string') return [reply[0], ...reply.slice(1)];
  throw new TypeError(`A script answered ${JSON.stringify(reply)}, which is no reply of ours.`);
}

/** The flat list that HGETALL gives inside a script. */
export function hashOf(flat: unknown): Readonly<Record<string, string>> {
  if (!Array.isArray(flat)) throw new TypeError('A script answered no hash.');
  const hash: Record<string, string> = {};
  for (let index = 0; index + 1 < flat.length; index += 2) hash[String(flat[index])] = String(flat[index + 1]);
  return hash;
}
