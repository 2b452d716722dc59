/** An own limit round calls of the driver, which can hang without one. What was started goes on; `late` gets its result. */
export function withDeadline<T>(
  work: Promise<T>,
  milliseconds: number,
  timedOut: () => Error,
  late?: (value: T) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let over = false;
    const timer = setTimeout(() => {
      over = true;
      reject(timedOut());
    }, milliseconds);
    work.then(
      (value) => {
        clearTimeout(timer);
        if (over) late?.(value);
        else resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
