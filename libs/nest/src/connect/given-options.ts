import { UsageError } from '@firn/snowpark';
import { type Place, placeText, type Reader, readAs, shown } from '@firn/snowpark/internal';
import type { DynamicModule, FactoryProvider, InjectionToken, Provider } from '@nestjs/common';
import { inTime } from '../in-time.js';
import { isError } from '../is-error.js';
import { type FirnAsyncOptions, sourcesOf } from './async-options.js';

const DEFAULT_TIMEOUT_MS = 30_000;

/** How the options of a module are read that come when the application starts. */
interface Given<Options> {
  /** For messages: `FirnModule.forRootAsync`. */
  readonly call: string;
  /** Where Nest keeps them. */
  readonly token: InjectionToken;
  readonly reader: Reader<Options>;
}

/**
 * The module that Nest makes of `asked`, with whoever gives the options watched over: Nest itself takes any answer, waits for ever for one
 * that does not come, and calls a method that is not there. The application does not start then, with a UsageError that says why.
 */
export function withGivenOptions<Options>(
  definition: DynamicModule,
  asked: FirnAsyncOptions<Options>,
  { call, token, reader }: Given<Options>,
): DynamicModule {
  const [source = 'useFactory'] = sourcesOf(asked);
  const place: Place = { call, name: source === 'useFactory' ? 'useFactory()' : `${source}.create()` };
  const timeoutMs = asked.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const late = () =>
    refused(
      place,
      `no options came within ${timeoutMs} ms. What it waits for does not answer; timeoutMs allows more time.`,
    );
  const watched =
    (give: FactoryProvider['useFactory']) =>
    async (...injected: readonly unknown[]) => {
      if (source !== 'useFactory') requireCreate(injected[0], { call, name: source });
      return readAs(
        reader,
        await inTime(timeoutMs, late, () => give(...injected)).catch((error) => thrown(error, place)),
        place,
      );
    };
  const providers = (definition.providers ?? []).map((provider) =>
    isFactoryOf(provider, token) ? { ...provider, useFactory: watched(provider.useFactory) } : provider,
  );
  return { ...definition, providers };
}

/** For a module that is imported without any options: `imports: [FirnModule]`. */
export function notRooted(module: string): never {
  const cure = `Import ${module}.forRoot(options) or ${module}.forRootAsync(options).`;
  throw new UsageError('invalid_argument', `${module}: it is imported without options. ${cure}`);
}

/** What Nest calls of a class; an object that is made for a test has it too. */
function requireCreate(given: unknown, place: Place): void {
  const create: unknown = typeof given === 'object' && given !== null ? Reflect.get(given, 'create') : undefined;
  if (typeof create !== 'function')
    throw refused(
      place,
      `expected a class with a method create(), which gives the options, found ${shown(given)} without one.`,
    );
}

/** An error of whoever gives the options says best itself what is wrong. */
function thrown(error: unknown, place: Place): never {
  throw isError(error) ? error : refused(place, `it threw ${shown(error)}.`);
}

const refused = (place: Place, why: string): UsageError =>
  new UsageError('invalid_argument', `${placeText(place)}: ${why}`);

const isFactoryOf = (provider: Provider, token: InjectionToken): provider is FactoryProvider =>
  typeof provider === 'object' && 'useFactory' in provider && provider.provide === token;
