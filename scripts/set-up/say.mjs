/** Tells what set-up does, on stderr: stdout belongs to the command. */
export const say = (text) => process.stderr.write(`firn: ${text}\n`);
