import { ConnectionRegistry } from '@firn/snowflake';
import { profileFor } from './sessions.js';

/** This file's name, for the test that runs it as a process of its own. */
export type Script = 'open-and-close';

/**
 * Opens a session, closes it once its statement has ended or its parent says so, and must then end by itself: no timer and no socket
 * may be left.
 */
const registry = new ConnectionRegistry();
const session = await registry.session(profileFor(process.argv[2] ?? ''), 'shared');
const ended = session.execute({ text: 'select 1', binds: [] }).catch(() => undefined);
const told = new Promise((resolve) => process.once('message', resolve));
await Promise.race([ended, told]);
await registry.close();
await ended;
if (process.connected) process.disconnect();
