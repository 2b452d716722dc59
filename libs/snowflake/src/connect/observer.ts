/** Told of what goes on between this process and Snowflake, for whoever counts it. What it throws is thrown at the caller. */
export interface ConnectionObserver {
  /** The status of a query is asked for. */
  statusRead(): void;
  /** The session token is another one than before: Firn or the driver has renewed it. */
  tokenRenewed(): void;
  /** A request got no answer of the protocol: an HTTP status such as 429 or 503, or null where the exchange broke off. */
  exchangeFailed(status: number | null): void;
}

export const UNOBSERVED: ConnectionObserver = {
  statusRead: () => undefined,
  tokenRenewed: () => undefined,
  exchangeFailed: () => undefined,
};
