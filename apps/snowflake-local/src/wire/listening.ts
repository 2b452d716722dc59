import { once } from 'node:events';
import { createServer } from 'node:net';
import { ConfigError } from '../config.js';

/**
 * Finds out whether an address can be listened on, before anything is written for a server that could not start.
 *
 * @throws ConfigError naming the setting.
 */
export async function requireAddress(host: string, port: number): Promise<void> {
  const probe = createServer();
  try {
    probe.listen(port, host);
    await once(probe, 'listening');
  } catch (error) {
    throw addressError(error, host, port);
  } finally {
    await new Promise((resolve) => probe.close(resolve));
  }
}

/** Why an address cannot be listened on, as a matter of settings where it is one. */
export function addressError(error: unknown, host: string, port: number): unknown {
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'EADDRINUSE':
      return new ConfigError(
        `Port ${port} of ${host} is taken by another process. Stop it, or choose another port with --port (FIRN_LOCAL_PORT); 0 picks a free one.`,
      );
    case 'EACCES':
      return new ConfigError(
        `This user may not listen on port ${port}. Choose one above 1023 with --port (FIRN_LOCAL_PORT).`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new ConfigError(`${host} is no address of this machine. Name one with --host (FIRN_LOCAL_HOST).`);
    default:
      return error;
  }
}
