import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Names of the installed packages whose manifest says `"type": "module"`.
 * Jest runs in CommonJS mode, so exactly these must be transformed; a hand-kept list would rot.
 */
export function esmOnlyPackages(nodeModules) {
  const names = new Set();
  const visit = (directory) => {
    if (!existsSync(directory)) return;
    for (const entry of readdirSync(directory)) {
      if (entry.startsWith('.')) continue;
      const packages = entry.startsWith('@')
        ? readdirSync(join(directory, entry)).map((name) => `${entry}/${name}`)
        : [entry];
      for (const name of packages) {
        const manifest = join(directory, name, 'package.json');
        if (!existsSync(manifest)) continue;
        if (JSON.parse(readFileSync(manifest, 'utf8')).type === 'module') names.add(name);
        visit(join(directory, name, 'node_modules'));
      }
    }
  };
  visit(nodeModules);
  return names;
}
