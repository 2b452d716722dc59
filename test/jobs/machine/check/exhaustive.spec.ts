import { transition } from '@firn/jobs';
import { propertyRuns } from '../../../support/property-runs.js';
import { explore } from './explore.js';
import type { Bounds } from './state.js';
import { worldOf } from './world.js';

/** No depth is cut off: every history with so many claims, statements and deaths. */
const SHORT: Bounds = { claims: 2, sessions: 2, crashes: 1 };
const LONG: Bounds = { claims: 3, sessions: 2, crashes: 2 };

describe('the state machine, in every order of what can happen', () => {
  const bounds = propertyRuns(1) > 1 ? LONG : SHORT;

  it.each([
    { what: 'a write', writes: true, handler: false },
    { what: 'a read', writes: false, handler: false },
    { what: 'a write that a handler builds', writes: true, handler: true },
  ])('loses nothing and does nothing twice: $what', ({ what, ...kinds }) => {
    const started = process.cpuUsage();
    const { violation, states, steps, depth } = explore(worldOf({ transition }, bounds, kinds));
    const cpu = process.cpuUsage(started).user / 1e6;
    process.stderr.write(`${what}: ${states} states, ${steps} steps, depth ${depth}, ${cpu.toFixed(1)} s\n`);
    expect(violation).toBeNull();
  });
});
