import { ProblemError } from '@firn/contract';

const RETRY_MS = 2_000;

/** So many streams of events are open at the same time and no more, and of one tenant no more than its share. */
export class EventPlaces {
  private readonly taken = new Map<string, number>();
  private all = 0;

  constructor(
    private readonly places: number,
    private readonly placesOfTenant: number,
  ) {}

  get used(): number {
    return this.all;
  }

  /** @returns a function that gives the place back, once. @throws ProblemError too_many_streams */
  take(tenant: string): () => void {
    const own = this.taken.get(tenant) ?? 0;
    if (own >= this.placesOfTenant)
      throw full(`The tenant has ${own} streams of events open at this process`, 'FIRN_API_TENANT_EVENT_STREAMS');
    if (this.all >= this.places)
      throw full(`${this.all} streams of events are open at this process`, 'FIRN_API_EVENT_STREAMS');
    this.taken.set(tenant, own + 1);
    this.all += 1;
    let held = true;
    return () => {
      if (held) this.release(tenant);
      held = false;
    };
  }

  private release(tenant: string): void {
    this.all -= 1;
    const left = (this.taken.get(tenant) ?? 1) - 1;
    if (left > 0) this.taken.set(tenant, left);
    else this.taken.delete(tenant);
  }
}

const full = (what: string, setting: string): ProblemError =>
  ProblemError.of('too_many_streams', {
    detail: `${what}, which is all it allows (${setting}).`,
    retryAfterMs: RETRY_MS,
  });
