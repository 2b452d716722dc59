/**
 * The one entry behind every npm script: brings the checkout into a state where the command can run, then runs it.
 * Plain JavaScript without dependencies, because it must work before anything is installed. Speaks on stderr only:
 * stdout belongs to the command.
 */
import { needsBuild, needsRedis, runs, takesWhatIsThere } from './commands.mjs';
import { ensureBuild } from './set-up/build.mjs';
import { ensureDependencies } from './set-up/dependencies.mjs';
import { ensureNode } from './set-up/node.mjs';
import { ensureRedis } from './set-up/redis.mjs';
import { helpText, refusalOf, usages } from './usages.mjs';

const [command, ...args] = process.argv.slice(2);
const run = runs[command];
if (run === undefined) {
  process.stderr.write(`Unknown command ${command ?? '(none)'}. Known: ${Object.keys(runs).join(', ')}.\n`);
  process.exit(2);
}

if (command in usages && args.some((arg) => arg === '--help' || arg === '-h')) {
  process.stdout.write(helpText(command));
  process.exit(0);
}
const refusal = refusalOf(command, args);
if (refusal !== null) {
  process.stderr.write(`${refusal}\n`);
  process.exit(2);
}

try {
  ensureNode();
  if (!takesWhatIsThere.has(command)) ensureDependencies();
  if (needsBuild.has(command)) ensureBuild();
  if (needsRedis.has(command)) ensureRedis();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
try {
  process.exitCode = await run(args);
} catch (error) {
  process.stderr.write(`firn: ${error?.message ?? error}\n`);
  process.exitCode = 1;
}
