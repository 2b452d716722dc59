import { ProblemError } from '@firn/contract';

const RETRY_MS = 2_000;

/** So many results are read at the same time and no more: each holds a file and a buffer for as long as its reader takes. */
export class StreamPlaces {
  private taken = 0;

  constructor(private readonly places: number) {}

  get used(): number {
    return this.taken;
  }

  /** @returns a function that gives the place back, once. @throws ProblemError too_many_streams */
  take(): () => void {
    if (this.taken >= this.places) {
      throw ProblemError.of('too_many_streams', {
        detail: `${this.taken} results are being read from this process, which is all it allows (FIRN_API_STREAMS).`,
        retryAfterMs: RETRY_MS,
      });
    }
    this.taken += 1;
    let held = true;
    return () => {
      if (held) this.taken -= 1;
      held = false;
    };
  }
}
