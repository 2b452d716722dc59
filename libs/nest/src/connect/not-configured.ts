import { UsageError } from '@firn/snowpark';

/** What Nest looks for in every provider, and what awaiting one does. */
const ASKED_BY_NEST =
  /^(then|constructor|onModuleInit|onModuleDestroy|onApplicationBootstrap|beforeApplicationShutdown|onApplicationShutdown)$/;

/** Stands for what a connection does not give, and says so as soon as somebody uses it. */
export function notConfigured<T extends object>(what: string, option: string, name: string | undefined): T {
  const connection = name === undefined ? 'FirnModule' : `The connection "${name}" of FirnModule`;
  const refuse = (): never => {
    throw new UsageError('invalid_argument', `${connection} has no option "${option}", which ${what} needs.`);
  };
  const get = (_: object, key: string | symbol): unknown =>
    typeof key === 'symbol' || ASKED_BY_NEST.test(key) ? undefined : refuse();
  return new Proxy<T>(Object.create(null), { get });
}
