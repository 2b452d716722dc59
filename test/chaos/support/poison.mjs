// Loaded into a worker before everything else: a text that matches makes the process hang, or run out of memory, as it is parsed.
// No job is known to do that; the next one that does is to be borne all the same.
import { isMainThread } from 'node:worker_threads';

const { pattern, way } = JSON.parse(process.env.FIRN_POISON ?? '{}');
const poison = new RegExp(pattern, 's');
const parse = JSON.parse;

function die() {
  const held = [];
  for (;;) if (way === 'memory') held.push(Array.from({ length: 100_000 }, (_, at) => at + Math.random()));
}

if (isMainThread) {
  JSON.parse = (text, reviver) => {
    if (poison.test(String(text))) die();
    return parse(text, reviver);
  };
}
