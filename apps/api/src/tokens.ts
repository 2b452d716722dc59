/** Names of what is injected and has no class of its own. */
export const CONFIG = Symbol('firn:api:config');
export const LOG = Symbol('firn:api:log');
