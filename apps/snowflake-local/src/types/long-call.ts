/**
 * Before the number of a call that is not done yet, where its result will stand. What follows is known to this process alone, so
 * that a text of a user's that begins so is a text.
 */
export const TICKET = '\u0003firn:';

/**
 * A call of a function of our own that gives a text and may take long. DuckDB calls these functions in one thread, that of the
 * database, which a long call would hold for everybody. So the function gives a list: its result alone, or a ticket and turns
 * to ask for the result, which other threads compute meanwhile.
 */
export const longCall = (name: string, ...args: readonly string[]): string =>
  `list_reduce(${name}(${args.join(', ')}), lambda "!a", "!t": CASE WHEN starts_with("!a", '${TICKET}') THEN sf_awaited("!a") ELSE "!a" END)`;

/** Stored values out of a text of lines: how many there are, and each of them. A stored value has no line end. */
const lines = (sql: string): string => `list_slice(string_split(${sql}, chr(10)), 2, -1)`;

/** The items of an ARRAY, or the entries of an OBJECT as ARRAYs of key and value, as a list of stored values. */
export const itemsOf = (sql: string): string => lines(longCall('sf_json_items', sql));
export const pairsOf = (sql: string): string => lines(longCall('sf_json_pairs', sql));
