import { OVERLAP_MS, Readings } from '../../../apps/worker/src/track/readings.js';

describe('what a worker knows of the history readers', () => {
  it('is relied on while one reads', () => {
    const readings = new Readings();
    expect(readings.isReliedOn('t/p', 1)).toBe(false);
    readings.heard('t/p', 1_000_000);
    expect(readings.isReliedOn('t/p', 1)).toBe(true);
    expect(readings.isReliedOn('t/other', 1)).toBe(false);
    readings.heard('t/p', null);
    expect(readings.isReliedOn('t/p', 1)).toBe(false);
  });

  it('is not relied on for five minutes once it has left out what it should have shown', () => {
    const readings = new Readings();
    readings.heard('t/p', 1_000_000);
    // It ended just now: nobody can have read that.
    expect(readings.missed('t/p', 1_000_000 - OVERLAP_MS + 1, 1)).toBe(false);
    expect(readings.missed('t/p', null, 1)).toBe(false);
    expect(readings.isReliedOn('t/p', 1)).toBe(true);
    expect(readings.missed('t/p', 1_000_000 - OVERLAP_MS - 1, 1)).toBe(true);
    readings.heard('t/p', 2_000_000);
    expect(readings.isReliedOn('t/p', 300_000)).toBe(false);
    expect(readings.isReliedOn('t/p', 300_001)).toBe(true);
  });
});
