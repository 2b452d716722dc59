import { connect } from 'node:net';
import { createInterface } from 'node:readline';

/** A command as Redis ran it. `lua`: within a script. */
export interface WatchedCommand {
  readonly name: string;
  readonly args: readonly string[];
  readonly lua: boolean;
}

/** Such as `+1339518083.107412 [0 lua] "HGET" "key" "field"`. */
const LINE = /^\+\d+\.\d+ \[\d+ (\S+)\] "([^"]+)"(.*)$/;
const ARGUMENT = /"((?:[^"\\]|\\.)*)"/g;

/**
 * Tells of every command that Redis runs, until `stop`. Over a socket of its own: ioredis takes what a busy Redis tells right behind
 * its first answer for a fault.
 */
export async function watchRedis(url: string, told: (command: WatchedCommand) => void): Promise<() => void> {
  const { hostname, port, password } = new URL(url);
  const socket = connect(Number(port || 6379), hostname);
  if (password !== '') socket.write(`AUTH ${password}\r\n`);
  socket.write('MONITOR\r\n');
  const lines = createInterface({ input: socket });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    let answers = password === '' ? 1 : 2;
    lines.on('line', (line) => {
      if (line.startsWith('-')) reject(new Error(`Redis does not tell what it runs: ${line.slice(1)}`));
      if (answers > 0) {
        answers -= 1;
        if (answers === 0) resolve();
        return;
      }
      const [, source, name, rest] = LINE.exec(line) ?? [];
      if (source === undefined || name === undefined || rest === undefined) return;
      const args = [...rest.matchAll(ARGUMENT)].map(([, text = '']) => text.replace(/\\(["\\])/g, '$1'));
      told({ name: name.toLowerCase(), args, lua: source === 'lua' });
    });
  });
  return () => socket.destroy();
}
