import { UsageError } from '@firn/snowpark';
import {
  callback,
  duration,
  optionsOf,
  placeText,
  type Reader,
  type ReadersOf,
  wrongArgument,
} from '@firn/snowpark/internal';
import type { ConfigurableModuleAsyncOptions } from '@nestjs/common';

/** What a `forRootAsync` takes: who gives the options when the application starts, as Nest has it, and for how long that may take. */
export type FirnAsyncOptions<Options> = ConfigurableModuleAsyncOptions<Options> & {
  /** Milliseconds that `useFactory`, or `create` of the class, may take. Default 30 000. */
  readonly timeoutMs?: number | undefined;
};

const LIST: Reader<unknown[], readonly unknown[]> = {
  allowed: 'a list',
  read(given, place) {
    if (!Array.isArray(given)) throw wrongArgument(place, this.allowed, given);
    return given;
  },
};

const CLASS: Reader<unknown, unknown> = {
  allowed: 'a class with a method create(), which gives the options',
  read(given, place) {
    const isClass = typeof given === 'function' && typeof given.prototype === 'object';
    if (!isClass) throw wrongArgument(place, this.allowed, given);
    return given;
  },
};

/** A class, or what else Nest finds a provider by. */
const TOKEN: Reader<unknown, unknown> = {
  allowed: 'a class',
  read(given, place) {
    if (!['function', 'string', 'symbol'].includes(typeof given)) throw wrongArgument(place, this.allowed, given);
    return given;
  },
};

const SOURCES = ['useFactory', 'useClass', 'useExisting'] as const;
export const sourcesOf = (read: object) => SOURCES.filter((name) => name in read);

const OF_NEST = {
  imports: LIST,
  inject: LIST,
  provideInjectionTokensFrom: LIST,
  useFactory: callback(),
  useClass: CLASS,
  useExisting: TOKEN,
} satisfies ReadersOf<ConfigurableModuleAsyncOptions<unknown>>;

/**
 * What a `forRootAsync` takes, and `extras` besides. Nest itself looks at none of it: a misspelt `useFactory` would give options
 * that are undefined, and a start that fails elsewhere.
 */
export function asyncOptions<Options, Extras extends object = object>(
  extras: Readonly<Record<string, Reader<unknown>>> = {},
): Reader<FirnAsyncOptions<Options> & Extras> {
  const members = optionsOf({ ...OF_NEST, timeoutMs: duration(1), ...extras });
  return {
    allowed: members.allowed,
    read(given, place) {
      const read = members.read(given, place);
      if (hasOneSource<FirnAsyncOptions<Options> & Extras>(read)) return read;
      const found = sourcesOf(read).join(' and ') || 'none';
      throw new UsageError(
        'invalid_argument',
        `${placeText(place)}: expected one of ${SOURCES.join(', ')}, which gives the options, found ${found}.`,
      );
    },
  };
}

const hasOneSource = <T extends object>(read: object): read is T => sourcesOf(read).length === 1;
