import type { TaskEntry } from '../catalog/entries.js';

/** Tasks without predecessors that a task runs after; itself where it has none. A finalizer belongs to its root. */
export function rootsOf(task: TaskEntry, all: readonly TaskEntry[]): readonly TaskEntry[] {
  const byName = new Map(all.map((each) => [each.name, each]));
  const seen = new Set<string>();
  const open = [task];
  const roots: TaskEntry[] = [];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next.name)) continue;
    seen.add(next.name);
    const before = beforeOf(next).flatMap((name) => byName.get(name) ?? []);
    if (before.length === 0) roots.push(next);
    open.push(...before);
  }
  return roots;
}

const beforeOf = ({ predecessors, finalizes }: TaskEntry): readonly string[] =>
  finalizes === null ? predecessors : [...predecessors, finalizes];

/** The root and all that runs after it, its finalizer last. */
export function graphOf(root: TaskEntry, all: readonly TaskEntry[]): readonly TaskEntry[] {
  const graph = new Set([root]);
  // A set goes on to what is added while it is walked.
  for (const task of graph) {
    for (const next of all) if (next.predecessors.includes(task.name)) graph.add(next);
  }
  return [...graph, ...all.filter(({ finalizes }) => finalizes === root.name)];
}

/** Whether `task` runs before itself once it runs after `others`. */
export const closesCircle = (task: TaskEntry, others: readonly TaskEntry[], all: readonly TaskEntry[]): boolean =>
  graphOf(task, all).some((after) => others.some((other) => other.name === after.name));

/** What became of a task in one run of its graph. */
export type Outcome = 'succeeded' | 'failed' | 'skipped';

/**
 * Tasks that can start now: started ones, whose started predecessors have all succeeded. One that is suspended keeps nobody
 * waiting, but something before a task must have run.
 */
export function ready(
  graph: readonly TaskEntry[],
  outcomes: ReadonlyMap<string, Outcome>,
  begun: ReadonlySet<string>,
): readonly TaskEntry[] {
  const byName = new Map(graph.map((task) => [task.name, task]));
  return graph.filter((task) => {
    if (begun.has(task.name) || task.state !== 'started' || task.predecessors.length === 0) return false;
    const waited = task.predecessors.filter((name) => begun.has(name) || byName.get(name)?.state === 'started');
    return waited.length > 0 && waited.every((name) => outcomes.get(name) === 'succeeded');
  });
}
