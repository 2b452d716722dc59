import { SnowflakeError } from '@firn/snowpark';
import { Pace } from '../../../apps/worker/src/track/pace.js';

const failure = (code: string, text: string) => new SnowflakeError({ code, text, sqlState: null, queryId: null });
const refused = failure('390505', 'Too many requests.');

describe('the pace of looks', () => {
  const pace = () => new Pace(() => 0.5);

  it('pauses a profile that is asked too often, twice as long each time, up to a minute', () => {
    const it = pace();
    const pauses: number[] = [];
    for (let now = 10_000, at = 0; at < 9; at += 1, now = it.askedFrom('t/p')) {
      it.failed('t/p', refused, now);
      pauses.push(it.askedFrom('t/p') - now);
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
    expect(it.askedFrom('t/other')).toBe(0);
  });

  it('takes looks that were under way together for one refusal, and forgives after half a minute without', () => {
    const it = pace();
    for (let at = 0; at < 32; at += 1) it.failed('t/p', refused, 10_000 + at);
    expect(it.askedFrom('t/p')).toBe(11_000);
    it.failed('t/p', refused, 11_000 + 30_001);
    expect(it.askedFrom('t/p')).toBe(11_000 + 30_001 + 1_000);
  });

  it('knows HTTP 429, and pauses for nothing else', () => {
    const it = pace();
    it.failed('t/p', failure('000000', 'monitoring: HTTP status 503'), 0);
    it.failed('t/p', new Error('boom'), 0);
    expect(it.askedFrom('t/p')).toBe(0);
    it.failed('t/p', failure('000000', 'monitoring: HTTP status 429'), 5_000);
    expect(it.askedFrom('t/p')).toBe(6_000);
  });
});
