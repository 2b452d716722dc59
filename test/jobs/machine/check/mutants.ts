import { JobState, TERMINAL_STATES } from '@firn/contract';
import { type MachineFile, textOf } from './machine.js';

/** The machine without one of its guards. */
export interface Mutant {
  readonly guard: string;
  readonly file: MachineFile;
  readonly text: string;
}

const NOT_ENDED = JobState.options.filter((state) => !(TERMINAL_STATES as readonly string[]).includes(state));

/** Every guard of the machine, read from its text: one that is added later is tried by itself. */
export function mutants(): readonly Mutant[] {
  return [...withoutRefusals(), ...withoutStates(), ...withoutConditions()];
}

/** `if (…) return refuse(…)` never refuses. */
function withoutRefusals(): readonly Mutant[] {
  const lines = textOf('transition.ts').split('\n');
  return lines.flatMap((line, at) => {
    if (!/^\s*if \(.*\) return refuse\(/.test(line)) return [];
    const text = lines.with(at, '').join('\n');
    return [{ guard: `${eventOf(lines, at)}${line.trim()}`, file: 'transition.ts', text } as const];
  });
}

const eventOf = (lines: readonly string[], at: number): string => {
  const [, event] = /^\s*case '(\w+)':/.exec(lines[at - 1] ?? '') ?? [];
  return event === undefined ? '' : `${event}: `;
};

/** An event may happen in every state that has not ended. */
function withoutStates(): readonly Mutant[] {
  const text = textOf('guards.ts');
  return [...text.matchAll(/^ {2}(\w+): \[.*\],$/gm)].map(([line, event = '']) => ({
    guard: `${event} only in its states`,
    file: 'guards.ts',
    text: text.replace(line, `  ${event}: [${NOT_ENDED.map((state) => `'${state}'`).join(', ')}],`),
  }));
}

/** Guards that are a condition of what happens. */
const CONDITIONS: readonly (readonly [guard: string, file: MachineFile, with_: string, without: string])[] = [
  ['a claim raises the epoch', 'transition.ts', '{ state, epoch: job.epoch + 1, step', '{ state, step'],
  ['a rerun raises the epoch', 'transition.ts', 'const epoch = job.epoch + 1;', 'const { epoch } = job;'],
  ['wish: an idle job alone ends at once', 'transition.ts', '!IDLE.includes(job.state) || ', ''],
  [
    'wish: not while something is unresolved',
    'transition.ts',
    " || job.unresolved !== 'none') return change",
    ') return change',
  ],
  ['wish: a query is passed on by a user alone', 'transition.ts', " && by === 'user'", ''],
  ['wish: a query that is being cancelled is passed on to nobody', 'transition.ts', " && job.wish === 'none'", ''],
  ['wish: only where an equal read goes on', 'transition.ts', 'passes === true && ', ''],
  ['wish: only a query can be passed on', 'transition.ts', ' && PASSING.includes(job.state)', ''],
  ['pass: raises the epoch', 'transition.ts', "state: 'running', epoch: job.epoch + 1", "state: 'running'"],
  ['wish: the first one stays', 'transition.ts', "job.wish === 'none' ? by : job.wish", 'by'],
  [
    'end: a write that happened has succeeded',
    'end-state.ts',
    "writes ? 'succeeded' : wished(wish, 'succeeded')",
    "wished(wish, 'succeeded')",
  ],
];

function withoutConditions(): readonly Mutant[] {
  return CONDITIONS.map(([guard, file, with_, without]) => {
    const text = textOf(file);
    if (!text.includes(with_)) throw new Error(`The guard "${guard}" is not in ${file} any more.`);
    return { guard, file, text: text.replace(with_, without) };
  });
}
