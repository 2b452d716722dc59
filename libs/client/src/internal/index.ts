// For Firn's own packages, which check what they hand in: no part of the public interface, and free to change with any version.

export { DURABLE_OPTIONS } from '../durable/durable-session.js';
export { HANDLER_NAME, HANDLER_OPTIONS } from '../handlers.js';
