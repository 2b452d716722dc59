import { once } from './duck-text.js';
import type { Emitted } from './typed.js';

/** `once` for expressions: `body` may use the named values as often as it likes, and nothing else of theirs. */
export function onceOf(values: readonly Emitted[], body: (...named: Emitted[]) => Emitted): Emitted {
  let made: Emitted | undefined;
  const sql = once(
    values.map((value) => value.sql),
    (...names) => {
      made = body(...values.map((value, index) => ({ ...value, sql: names[index] ?? value.sql })));
      return made.sql;
    },
  );
  if (made === undefined) throw new Error('once calls its body');
  return { ...made, sql };
}
