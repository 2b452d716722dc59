/**
 * Checks that the local Snowflake does not pass today, and why: `client: check`. They still run, and one that passes must
 * leave this list, or the command fails.
 */
export const NOT_SUPPORTED: Readonly<Record<string, string>> = {};
