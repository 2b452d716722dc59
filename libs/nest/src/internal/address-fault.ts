import { ConfigError } from './run-process.js';

interface Given<T> {
  /** As the message names it. */
  readonly setting: string;
  readonly value: T;
}

/** Why an address cannot be listened on, as a matter of settings where it is one; else the error itself. */
export function addressFault(error: unknown, host: Given<string>, port: Given<number>): unknown {
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'EADDRINUSE':
      return new ConfigError([
        `${port.setting}: port ${port.value} of ${host.value} is taken by another process. Stop it, or choose another port; 0 picks a free one.`,
      ]);
    case 'EACCES':
      return new ConfigError([
        `${port.setting}: this user may not listen on port ${port.value}. Choose one above 1023.`,
      ]);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new ConfigError([`${host.setting}: ${host.value} is no address of this machine.`]);
    default:
      return error;
  }
}
