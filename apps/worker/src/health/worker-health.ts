/** How a worker does: what `GET /health/ready` says, with 503 where something is failing. */
export interface WorkerHealth {
  readonly status: 'ok' | 'failing';
  readonly checks: Readonly<Record<string, 'ok' | 'failing'>>;
  /** Failing background tasks: how often in a row, and the last error. */
  readonly failures: Readonly<
    Record<string, { readonly times: number; readonly since: string; readonly error: string | null }>
  >;
  /** Meetings with single records that were passed over; the latest of them by name. */
  readonly passedOver: { readonly unreadable: number; readonly other: number; readonly latest: readonly unknown[] };
  readonly tracked: number;
  /** By duty of recovery that this worker looks after: for how long the oldest of what waits for it has been due. */
  readonly lagMs: Readonly<Record<string, number>>;
}

/** How the worker of this process does, for its own health server and for an application that it is part of. */
export abstract class FirnWorkerHealth {
  abstract read(): Promise<WorkerHealth>;
}
