/** What Piscina is told of the module that runs in its threads. */
export interface ThreadModule {
  readonly filename: string;
  readonly execArgv?: string[];
}

/**
 * The module `name` beside the one whose URL is `base`. From built code the threads load built code; from source, in tests and
 * scripts, they load the source through tsx.
 */
export function threadModule(base: string, name: string): ThreadModule {
  const isBuilt = base.endsWith('.js');
  const filename = new URL(`./${name}.${isBuilt ? 'js' : 'ts'}`, base).href;
  return isBuilt ? { filename } : { filename, execArgv: ['--import', 'tsx'] };
}
