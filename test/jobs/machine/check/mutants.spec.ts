import { propertyRuns } from '../../../support/property-runs.js';
import { anythingTo } from './anything.js';
import { type Explored, explore } from './explore.js';
import { type Machine, machineWith, textOf } from './machine.js';
import { mutants } from './mutants.js';
import { worldOf } from './world.js';

const BOUNDS = { claims: 2, sessions: 2, crashes: 1 };

/** Where a machine is tried, the quickest first. In the long form the protocol comes first: it says whom the lack of a guard hurts. */
const QUICK_FIRST: readonly (readonly [name: string, run: (machine: Machine) => Explored])[] = [
  ['anything said', (machine) => explore(anythingTo(machine, false))],
  ['anything said, with a handler', (machine) => explore(anythingTo(machine, true))],
  ['a write', (machine) => explore(worldOf(machine, BOUNDS, { writes: true, handler: false }))],
  ['a read', (machine) => explore(worldOf(machine, BOUNDS, { writes: false, handler: false }))],
  ['a handler', (machine) => explore(worldOf(machine, { ...BOUNDS, sessions: 1 }, { writes: true, handler: true }))],
];
const CHECKS = propertyRuns(1) > 1 ? [...QUICK_FIRST.slice(2), ...QUICK_FIRST.slice(0, 2)] : QUICK_FIRST;

/** Which check finds something wrong with a machine, and what. */
function caughtBy(machine: Machine): { readonly check: string; readonly what: string } | null {
  for (const [check, run] of CHECKS) {
    const { violation } = run(machine);
    if (violation !== null) return { check, what: violation.what };
  }
  return null;
}

describe('each guard of the state machine', () => {
  it('is needed: without it the check fails, and says what goes wrong', () => {
    expect(caughtBy(machineWith('guards.ts', textOf('guards.ts')))).toBeNull();
    const table = mutants().map(({ guard, file, text }) => ({ guard, ...caughtBy(machineWith(file, text)) }));
    process.stderr.write(`${table.map(({ guard, check, what }) => `${guard}\n    ${check}: ${what}`).join('\n')}\n`);
    expect(table.length).toBeGreaterThan(30);
    expect(table.filter(({ check }) => check === undefined).map(({ guard }) => guard)).toEqual([]);
  });
});
