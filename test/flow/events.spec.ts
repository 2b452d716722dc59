import { documented } from '../support/documented.js';
import { promised, runPage } from '../support/run-page.js';
import { type System, startSystem } from '../support/system.js';

/** The parts of the page about events, one after the other, as one program. */
describe('the page about events', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem({ workers: 2 });
  });
  afterAll(() => system?.stop());

  it('runs as it stands there, and prints what it says', () => {
    const parts = documented('flow/events');
    expect(parts.length).toBeGreaterThan(4);
    const printed = runPage(system, 'events', parts);
    expect(promised(parts).filter((text) => !printed.includes(text))).toEqual([]);
  });
});
