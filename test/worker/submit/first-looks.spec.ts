import { JobId } from '@firn/contract';
import { FirstLooks } from '../../../apps/worker/src/submit/first-looks.js';

const job = (at: number): JobId => JobId.parse(`job_0001JD7Z3V9Q5W8N2R4T6Y0B1C${at}D`);

describe('first looks at queries', () => {
  let looks: FirstLooks;
  let givenUp: number[];
  const begin = (at: number) => looks.begin(job(at), () => givenUp.push(at));
  beforeEach(() => {
    jest.useFakeTimers();
    looks = new FirstLooks(3);
    givenUp = [];
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  /** A query ends so long after it was sent. */
  const sees = (ms: number) => {
    const tell = begin(9);
    jest.advanceTimersByTime(ms);
    tell(true);
  };

  /** Queries have come to take half a second. */
  const seesSlowOnes = () => {
    for (const ms of [140, 540]) for (let at = 0; at < 20; at += 1) sees(ms);
    expect(givenUp).toEqual([]);
  };

  it('take a moment where nothing is known', () => {
    begin(1);
    jest.advanceTimersByTime(149);
    expect(givenUp).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(givenUp).toEqual([1]);
  });

  it('take the longer, the longer queries take that end soon, up to two seconds', () => {
    sees(140);
    sees(140);
    begin(1);
    jest.advanceTimersByTime(244);
    expect(givenUp).toEqual([]);
    jest.advanceTimersByTime(2);
    expect(givenUp).toEqual([1]);
    for (const ms of [200, 600]) for (let at = 0; at < 20; at += 1) sees(ms);
    begin(2);
    jest.advanceTimersByTime(1_999);
    expect(givenUp).toEqual([1]);
    jest.advanceTimersByTime(1);
    expect(givenUp).toEqual([1, 2]);
  });

  it('learn from each other, and from what ended a moment after it was given up', () => {
    const [, tell] = [begin(1), begin(2)];
    jest.advanceTimersByTime(149);
    tell(true);
    looks.endedAfter(200);
    looks.endedAfter(2_000); // not soon
    jest.advanceTimersByTime(200);
    expect(givenUp).toEqual([]);
    jest.advanceTimersByTime(200);
    expect(givenUp).toEqual([1]);
  });

  it('are short again where queries run for long', () => {
    seesSlowOnes();
    for (let at = 0; at < 30; at += 1) {
      begin(1);
      jest.advanceTimersByTime(2_000);
    }
    expect(givenUp).toHaveLength(30);
    begin(2);
    jest.advanceTimersByTime(150);
    expect(givenUp).toHaveLength(31);
  });

  it('make room for others, the oldest first, once they have had their least time', () => {
    seesSlowOnes();
    for (let at = 1; at <= 4; at += 1) begin(at);
    jest.advanceTimersByTime(149);
    expect(givenUp).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(givenUp).toEqual([1]);
    begin(5);
    begin(6);
    expect(givenUp).toEqual([1, 2, 3]);
    jest.advanceTimersByTime(10_000);
    expect(givenUp).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('know of a wish that they were told of, as long as they look', () => {
    looks.tellOfWish(job(1));
    expect(looks.knowsOfWish(job(1))).toBe(false);
    const tell = begin(1);
    expect(looks.knowsOfWish(job(1))).toBe(false);
    looks.tellOfWish(job(1));
    expect(looks.knowsOfWish(job(1))).toBe(true);
    tell(false);
    expect(looks.knowsOfWish(job(1))).toBe(false);
  });
});
