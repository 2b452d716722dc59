/** Names of what is injected and has no class of its own. */
export const CONFIG = Symbol('firn:worker:config');
export const LOG = Symbol('firn:worker:log');
export const IDENTITY = Symbol('firn:worker:identity');
/** The connection to Redis for commands, and the one that subscribes: a subscribed connection can do nothing else. */
export const COMMANDS = Symbol('firn:worker:commands');
export const SUBSCRIBER = Symbol('firn:worker:subscriber');
export const RESULTS = Symbol('firn:worker:results');
export const BLOBS = Symbol('firn:worker:blobs');
