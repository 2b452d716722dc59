import type { Plan } from '@firn/snowpark';
import { Random } from './random.js';
import { FIRST, first, type Shape, second, type Tables } from './shape.js';
import { STEP_KINDS, STEPS, type StepKind } from './steps.js';

/** Steps of one plan: its depth, without its source. */
const LENGTH = 10;

/**
 * Kinds in a row in which each follows each, itself too: a walk over all pairs that ends where it began. Cut into plans that
 * overlap by one kind, it brings every pair into few of them.
 */
export function everyPair(by: Random): readonly StepKind[] {
  const left = new Map(STEP_KINDS.map((kind) => [kind, by.shuffled(STEP_KINDS)]));
  const walk: StepKind[] = [];
  const path: StepKind[] = [by.pick(STEP_KINDS)];
  for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
    const next = left.get(at)?.pop();
    if (next === undefined) walk.push(...path.splice(-1));
    else path.push(next);
  }
  return walk.toReversed();
}

/** The kinds of the steps of so many plans. */
export function kindsOf(plans: number, by: Random): readonly (readonly StepKind[])[] {
  const made: (readonly StepKind[])[] = [];
  while (made.length < plans) {
    const walk = everyPair(by);
    for (let at = 0; at + 1 < walk.length && made.length < plans; at += LENGTH - 1)
      made.push(walk.slice(at, at + LENGTH));
  }
  return made;
}

/** A plan with these steps. */
export function planOf(kinds: readonly StepKind[], seed: number, session: Tables['session']): Shape {
  const by = new Random(seed);
  let names = 0;
  const tables: Tables = {
    session,
    fresh: () => {
      names += 1;
      return by.pick([`N${names}`, `n${names}`, `n ${names}`]);
    },
  };
  const start = by.once(3) ? second(tables) : by.once(4) ? local(tables) : first(tables);
  return kinds.reduce((shape, kind) => STEPS[kind](shape, by, tables), start);
}

const local = ({ session }: Tables): Shape => ({
  frame: session.createDataFrame(
    [
      [1, null, 'x', 'p q'],
      [2, 3, null, 'r'],
      [2, 3, null, 'r'],
      [null, 4, 'y', "it's"],
    ],
    'a int, "b" int, "c d" string, e string',
  ) as Shape['frame'],
  columns: FIRST,
  ordered: false,
  rows: 4,
});

/** How many nodes lie on the way from a plan to its first source. */
export function depthOf(plan: Plan): number {
  let depth = 0;
  for (let node: Plan | undefined = plan; node !== undefined; node = inputOf(node)) depth += 1;
  return depth;
}

const inputOf = (plan: Plan): Plan | undefined =>
  'input' in plan ? plan.input : 'left' in plan ? plan.left : undefined;

/** The pairs `kind over kind` along that way. */
export function pairsOf(plan: Plan): readonly string[] {
  const pairs: string[] = [];
  for (
    let node: Plan | undefined = plan, input = inputOf(plan);
    input !== undefined;
    node = input, input = inputOf(input)
  ) {
    pairs.push(`${node.kind} over ${input.kind}`);
  }
  return pairs;
}
