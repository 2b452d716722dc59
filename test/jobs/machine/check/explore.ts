/** A world of states and what may happen in each. States are plain data: equal ones are one. */
export interface Model<State> {
  readonly initial: readonly State[];
  /** All that may happen next, by name. @throws Violation */
  next(state: State): readonly Step<State>[];
  /** What is wrong with a state; null: nothing. */
  wrong(state: State): string | null;
  /** The same state by another name, such as with two workers exchanged; one of them is looked at. */
  key(state: State): string;
  /** Nothing needs to happen any more, or the bound of the model cuts here. */
  isSettled(state: State): boolean;
}

export interface Step<State> {
  readonly name: string;
  readonly to: State;
}

/** Something happened that must not. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

export interface Explored {
  readonly states: number;
  readonly steps: number;
  /** Length of the longest of the shortest ways to a state. */
  readonly depth: number;
  /** Null: nothing is wrong. Else what is, and the shortest way there. */
  readonly violation: { readonly what: string; readonly way: readonly string[] } | null;
}

interface Node<State> {
  readonly state: State;
  readonly depth: number;
  readonly before: number;
  readonly by: string;
}

/**
 * Visits every state that can be reached, nearest first, and asks of each what is wrong with it. At last it asks of each whether a
 * settled state can still be reached from it: where none can, something is lost.
 */
export function explore<State>(model: Model<State>): Explored {
  const known = new Map<string, number>();
  const nodes: Node<State>[] = [];
  const cameFrom: number[][] = [];
  let steps = 0;

  const visit = (state: State, before: number, by: string): number => {
    const key = model.key(state);
    const seen = known.get(key);
    if (seen !== undefined) return seen;
    known.set(key, nodes.length);
    nodes.push({ state, before, by, depth: (nodes[before]?.depth ?? -1) + 1 });
    cameFrom.push([]);
    return nodes.length - 1;
  };
  const wayTo = (at: number, last?: string): readonly string[] => {
    const way = last === undefined ? [] : [last];
    for (let node = nodes[at]; node !== undefined && node.before >= 0; node = nodes[node.before]) way.unshift(node.by);
    return way;
  };
  const found = (violation: Explored['violation']): Explored => ({
    ...{ states: nodes.length, steps, violation },
    depth: nodes.at(-1)?.depth ?? 0,
  });

  for (const state of model.initial) visit(state, -1, 'start');
  for (let at = 0; at < nodes.length; at += 1) {
    const { state } = nodes[at] as Node<State>;
    const what = model.wrong(state);
    if (what !== null) return found({ what, way: wayTo(at) });
    try {
      for (const { name, to } of model.next(state)) {
        steps += 1;
        cameFrom[visit(to, at, name)]?.push(at);
      }
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      return found({ what: error.message, way: wayTo(at) });
    }
  }
  const lost = firstLost(nodes, cameFrom, model);
  return found(lost === null ? null : { what: 'nothing can settle it any more: it is lost', way: wayTo(lost) });
}

function firstLost<State>(
  nodes: readonly Node<State>[],
  cameFrom: readonly (readonly number[])[],
  model: Model<State>,
): number | null {
  const saved = new Uint8Array(nodes.length);
  const open = nodes.flatMap(({ state }, at) => (model.isSettled(state) ? [at] : []));
  for (const at of open) saved[at] = 1;
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const before of cameFrom[at] ?? []) {
      if (saved[before] === 1) continue;
      saved[before] = 1;
      open.push(before);
    }
  }
  const lost = saved.indexOf(0);
  return lost < 0 ? null : lost;
}
