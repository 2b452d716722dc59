import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { documented } from '../support/documented.js';
import { promised, runPage } from '../support/run-page.js';
import { type System, startSystem } from '../support/system.js';

/** The parts of the page about the nightly job, one after the other, as one program beside the file that the page shows. */
describe('the nightly job', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem({ workers: 2 });
  });
  afterAll(() => system?.stop());

  it('runs as it stands there, and prints what it says', () => {
    const [orders, ...parts] = documented('flow/nightly');
    expect(orders?.name).toBe('orders');
    expect(parts.length).toBeGreaterThan(8);
    writeFileSync(join(system.folder, 'orders.csv'), orders?.code ?? '');
    const printed = runPage(system, 'nightly', parts);
    expect(promised(parts).filter((text) => !printed.includes(text))).toEqual([]);
    expect(printed).toContain('3 of 3 have ended, 0 failed');
  });
});
