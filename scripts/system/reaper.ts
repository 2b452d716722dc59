import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Ends the process groups that a starter left behind when it died without cleaning up (SIGKILL, a crash).
 * A shell of its own reads their IDs from a pipe; the pipe closes with its writer, however that ended.
 */
const SCRIPT = `
trap '' INT TERM HUP
groups=' '
while read -r sign group; do
  if [ "$sign" = + ]; then groups="$groups$group "; else groups=$(printf '%s' "$groups" | sed "s/ $group / /"); fi
done
for group in $groups; do kill -TERM "-$group" 2>/dev/null; done
tries=0
while [ "$tries" -lt 50 ]; do
  alive=
  for group in $groups; do kill -0 "-$group" 2>/dev/null && alive=yes; done
  [ -z "$alive" ] && exit 0
  tries=$((tries + 1)); sleep 0.1
done
for group in $groups; do kill -KILL "-$group" 2>/dev/null; done
`;

let reaper: ChildProcess | null = null;
const watched = new Set<number>();

export function watchGroup(group: number): void {
  if (reaper === null) {
    reaper = spawn('sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
    reaper.unref();
  }
  watched.add(group);
  reaper.stdin?.write(`+ ${group}\n`);
}

export function forgetGroup(group: number): void {
  if (!watched.delete(group)) return;
  reaper?.stdin?.write(`- ${group}\n`);
  if (watched.size > 0) return;
  reaper?.stdin?.end();
  reaper = null;
}
