import { Session } from 'node:inspector';

interface Script {
  readonly url: string;
  readonly functions: readonly { readonly ranges: readonly { readonly count: number }[] }[];
}

/**
 * Counts how often the functions of the library and the blocks in them run, the bodies of loops among them: a measure of work that
 * is the same on every machine. What happens inside of a method of the language counts as far as it calls back.
 *
 * Begun once and ended once: V8 loses counts of what it has optimized between two of these.
 */
export class Work {
  readonly #session = new Session();

  begin(): void {
    this.#session.connect();
    this.#post('Profiler.enable');
    this.#post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  of(run: () => unknown): number {
    this.#taken();
    run();
    return this.#taken();
  }

  end(): void {
    this.#post('Profiler.stopPreciseCoverage');
    this.#session.disconnect();
  }

  /** What ran since it was asked last. */
  #taken(): number {
    let sum = 0;
    for (const { url, functions } of this.#post('Profiler.takePreciseCoverage').result ?? []) {
      if (!url.includes('/libs/snowpark/')) continue;
      for (const { ranges } of functions) for (const { count } of ranges) sum += count;
    }
    return sum;
  }

  #post(method: string, params: object = {}): { readonly result?: readonly Script[] } {
    let answer: { readonly result?: readonly Script[] } = {};
    this.#session.post(method, params, (error, result) => {
      if (error !== null) throw new Error(`${method}: ${error.message}`);
      answer = result ?? {};
    });
    return answer;
  }
}
