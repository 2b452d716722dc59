import { ConnectionRegistry } from '@firn/snowflake';
import { profileFor } from './sessions.js';

/** This file's name, for the test that runs it as a process of its own. */
export type Script = 'open-and-close';

/**
 * Opens a session at each address, runs a statement there, or a PUT where the address says so, closes the registry once its parent says so, and must then end by itself: no timer and no socket may
 * be left.
 */
const registry = new ConnectionRegistry();
const ended = process.argv.slice(2).map((address) =>
  registry
    .session(profileFor(address.replace('put:', '')), 'shared')
    .then(async (session) => {
      if (address.startsWith('put:')) await session.transfer(`put file://${import.meta.filename} @~`);
      else await session.execute({ text: 'select 1', binds: [] });
    })
    .catch(() => undefined),
);
await new Promise((resolve) => process.once('message', resolve));
await registry.close();
await Promise.all(ended);
process.disconnect();
