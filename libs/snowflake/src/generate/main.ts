#!/usr/bin/env node
import { firn } from './command.js';

try {
  const { text, exit } = await firn(process.argv.slice(2));
  (exit === 0 ? process.stdout : process.stderr).write(text);
  process.exitCode = exit;
} catch (error) {
  process.stderr.write(`firn: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
