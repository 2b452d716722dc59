import { ConfigError } from './config.js';
import type { DataFolder } from './data-folder.js';
import { reasonOf } from './data-folder.js';
import { Duck, type DuckSettings } from './execute/duck.js';
import { cutLog, keepTail, logOf, tornTail, type UnreadableLog, unreadableLog } from './execute/engine-log.js';
import type { Background } from './health/background.js';

/** The process that had the folder before may still be on its way out. */
const LOCK_PATIENCE_MS = 10_000;
const OPEN = 'keeping the database open';

/**
 * Opens the database of a data folder. What of its log cannot be read is kept beside it and named: the rest is there.
 *
 * @throws ConfigError for a database that is locked, damaged or not to be read.
 */
export async function openDuck(
  settings: Omit<DuckSettings, 'file' | 'onInterruption'>,
  folder: DataFolder,
  background: Background,
): Promise<Duck> {
  const file = folder.database;
  const onInterruption = (error: unknown) => {
    if (error === null) background.succeeded(OPEN);
    else background.failed(OPEN, error);
  };
  for (const begun = Date.now(); ; ) {
    const log = logOf(file);
    const torn = tornTail(log);
    try {
      const duck = await Duck.open({ ...settings, file, onInterruption });
      // Only now: before, another server may have been writing it.
      if (torn !== null) tellTorn({ log, offset: torn.offset }, torn.bytes, background);
      return duck;
    } catch (error) {
      const reason = reasonOf(error);
      const unreadable = unreadableLog(reason);
      if (unreadable !== null) {
        leaveOut(unreadable, background);
        continue;
      }
      if (!reason.includes('Could not set lock'))
        throw new ConfigError(`The database ${file} cannot be opened: ${reason}`);
      if (Date.now() - begun > LOCK_PATIENCE_MS) throw inUse(folder, reason);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function inUse({ root }: DataFolder, reason: string): ConfigError {
  const [, holder = 'another process'] = /Conflicting lock is held in (.*?\(PID \d+\))/.exec(reason) ?? [];
  return new ConfigError(
    `The data folder ${root} is in use by ${holder}. Stop that server, or use another folder with --data.`,
  );
}

/** DuckDB writes on over it: what a kill has cut off was not committed. */
function tellTorn({ log, offset }: UnreadableLog, bytes: number, background: Background): void {
  const kept = keep({ log, offset }, `${log}.cut-off`, background);
  background.warn(
    { file: log, offset, bytes, kept },
    `the end of the database's log cannot be read: ${log}, from byte ${offset} on. A kill cuts off what was not committed yet; of a log that was damaged, what was committed behind that is not there`,
  );
}

/** The database opens with what was committed before. @throws ConfigError where that would lose what nobody could look at later */
function leaveOut({ log, offset }: UnreadableLog, background: Background): void {
  const kept = keep({ log, offset }, `${log}.unreadable`, background);
  if (kept === null)
    throw new ConfigError(
      `The database's log ${log} cannot be read from byte ${offset} on, and there is no room to keep the rest of it. Make room, and start again.`,
    );
  cutLog(log, offset);
  background.warn(
    { file: log, offset, kept },
    `the database's log cannot be read: ${log}, from byte ${offset} on. What was committed behind that is not there`,
  );
}

function keep(tail: UnreadableLog, kept: string, background: Background): string | null {
  try {
    keepTail(tail, kept);
    return kept;
  } catch (error) {
    background.warn({ ...tail, kept, err: error }, 'what cannot be read of the log could not be kept');
    return null;
  }
}
