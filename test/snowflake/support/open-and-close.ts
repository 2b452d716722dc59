import { ConnectionRegistry } from '@firn/snowflake';
import { profileFor } from './sessions.js';

/** This file's name, for the test that runs it as a process of its own. */
export type Script = 'open-and-close';

/** Opens a session, closes it, and must then end by itself: no timer and no socket may be left. */
const registry = new ConnectionRegistry();
const session = await registry.session(profileFor(process.argv[2] ?? ''), 'shared');
await session.execute({ text: 'select 1', binds: [] });
await registry.close();
