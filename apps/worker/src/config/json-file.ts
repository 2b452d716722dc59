import { readFileSync } from 'node:fs';

/** Reads one JSON file. @throws Error naming the file, never its content: it may hold secrets. */
export function readJsonFile(path: string): unknown {
  const text = readFileSync(path, 'utf8');
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text around the fault.
    throw new Error(`${path} is not JSON`);
  }
}
