import { ProblemError } from '@firn/contract';

const RETRY_MS = 1_000;

/** Bytes of bodies that this process holds at the same time and no more, whoever sends them. */
export class BodyMemory {
  private held = 0;

  constructor(private readonly bytes: number) {}

  get used(): number {
    return this.held;
  }

  /** The share of one request. */
  open(): BodyShare {
    let share = 0;
    return {
      add: (bytes) => {
        if (bytes > 0 && this.held + bytes > this.bytes) throw this.full();
        this.held += bytes;
        share += bytes;
      },
      release: () => {
        this.held -= share;
        share = 0;
      },
    };
  }

  private full(): ProblemError {
    return ProblemError.of('too_many_bodies', {
      detail: `Bodies of ${this.held} bytes are being read, of ${this.bytes} that this process holds (FIRN_API_BODIES_BYTES).`,
      retryAfterMs: RETRY_MS,
    });
  }
}

export interface BodyShare {
  /** Counts bytes that are held now, or with a minus let go. @throws ProblemError too_many_bodies */
  add(bytes: number): void;
  /** Lets all go; may be called again. */
  release(): void;
}
