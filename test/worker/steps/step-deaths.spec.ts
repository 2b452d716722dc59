import { deathsOfStep } from '../../../apps/worker/src/steps/step-deaths.js';

describe('deaths of processes that a step counts', () => {
  it.each([
    ['none', 0, 0, 0],
    ['the first, whether it was inside or not', 0, 1, 1],
    ['no more before it was let in as a suspect', 0, 4, 1],
    ['the one that came while it was inside', { deaths: 1, inside: 1 }, 2, 2],
    ['one, however often it was taken after it', { deaths: 1, inside: 1 }, 5, 2],
    ['none while it is inside and the process lives', { deaths: 2, inside: 2 }, 2, 2],
    ['none once it is outside again', { deaths: 2, inside: null }, 7, 2],
  ])('%s', (_, progress, stalledCounter, deaths) => {
    expect(deathsOfStep({ progress, stalledCounter })).toBe(deaths);
  });
});
