import type { MessagePort } from 'node:worker_threads';
import { maskQuoted, maskSecrets } from '@firn/contract';
import type { ResultColumn, Statement } from '@firn/snowpark';
import { type Compiled, type CompileFor, compileStored } from './compile-stored.js';

/**
 * This module is what runs in a thread: it compiles stored actions, and leaves their secrets out of what is said of them. With a plan
 * of some megabytes either takes a second, for which the locks of all steps would have to wait.
 *
 * The type is its file's name. The one who starts the thread imports it, so that builds know that the file is needed.
 */
export type ThreadEntry = 'compile-thread';

/** An action to be compiled. Over `port` the thread asks about statements, and is answered. */
export interface CompileTask {
  readonly encoded: Uint8Array;
  readonly compileFor: CompileFor;
  readonly port: MessagePort;
}

export interface Question {
  readonly id: number;
  readonly statement: Statement;
}

/** `columns` is null where there is no answer: the one who was asked knows why. */
export interface Answer {
  readonly id: number;
  readonly columns: readonly ResultColumn[] | null;
}

/** Null: a question had no answer. */
export default async function compile({ encoded, compileFor, port }: CompileTask): Promise<Compiled | null> {
  const waiting = new Map<number, (columns: Answer['columns']) => void>();
  port.on('message', ({ id, columns }: Answer) => waiting.get(id)?.(columns));
  const describe = (statement: Statement): Promise<readonly ResultColumn[]> =>
    new Promise((resolve, reject) => {
      const id = waiting.size;
      waiting.set(id, (columns) => (columns === null ? reject(new Unanswered()) : resolve(columns)));
      port.postMessage({ id, statement } satisfies Question);
    });
  try {
    return await compileStored(Buffer.from(encoded).toString('utf8'), compileFor, describe);
  } catch (error) {
    if (error instanceof Unanswered) return null;
    throw error;
  } finally {
    port.close();
  }
}

/** Texts to be shown: about an action, or by themselves. */
export interface MaskTask {
  readonly texts: readonly string[];
  readonly action: Uint8Array | null;
}

/** The texts without what the action keeps secret; without an action, without what each keeps secret itself. */
export function mask({ texts, action }: MaskTask): readonly string[] {
  if (action === null) return texts.map(maskSecrets);
  const stored = Buffer.from(action).toString('utf8');
  return texts.map((text) => maskQuoted(text, stored));
}

class Unanswered extends Error {
  override readonly name = 'Unanswered';
}
