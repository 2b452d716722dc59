/** An own limit round calls of the driver, which can hang without one. What was started goes on. */
export function withDeadline<T>(work: Promise<T>, milliseconds: number, timedOut: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(timedOut()), milliseconds);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
