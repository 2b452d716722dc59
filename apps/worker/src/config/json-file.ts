import { readFileSync } from 'node:fs';
import { parseJsonFile } from '@firn/contract';

/** Reads one JSON file. @throws Error naming the file and the place, never its content: it may hold secrets. */
export const readJsonFile = (path: string): unknown => parseJsonFile(path, readFileSync(path));
