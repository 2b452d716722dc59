import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { packages } from './pack.mjs';
import { root } from './set-up/root.mjs';

/** Doors that only Firn's own packages use promise nothing to anybody. */
const PRIVATE_DOOR = './internal';

/** Every public door of a package: the name that is imported, and the declarations behind it. */
function publicDoors() {
  return packages().flatMap((path) => {
    const folder = join(root, path);
    const { name, exports = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return Object.entries(exports)
      .filter(([door, target]) => typeof target === 'object' && door !== PRIVATE_DOOR)
      .map(([door, target]) => ({
        folder,
        import: join(name, door),
        report: [name.slice('@firn/'.length), ...door.split('/').slice(1)].join('-'),
        declarations: join(folder, target.types),
      }));
  });
}

/** Writes what each door exports, with its types, into `folder`, a file a door. Needs the built packages. */
function writeReports(folder) {
  mkdirSync(folder, { recursive: true });
  const scratch = mkdtempSync(join(tmpdir(), 'firn-api-report-'));
  try {
    for (const door of publicDoors()) writeReport(door, folder, scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function writeReport({ folder, report, declarations }, reportFolder, scratch) {
  const problems = [];
  const { errorCount } = Extractor.invoke(
    ExtractorConfig.prepare({
      configObject: {
        projectFolder: folder,
        mainEntryPointFilePath: declarations,
        compiler: { tsconfigFilePath: join(folder, 'tsconfig.json') },
        apiReport: {
          enabled: true,
          reportFileName: `${report}.api.md`,
          reportFolder,
          reportTempFolder: scratch,
          includeForgottenExports: true,
        },
        docModel: { enabled: false },
        dtsRollup: { enabled: false },
        tsdocMetadata: { enabled: false },
        newlineKind: 'lf',
        messages: {
          compilerMessageReporting: { default: { logLevel: 'error' } },
          extractorMessageReporting: { default: { logLevel: 'none' } },
          tsdocMessageReporting: { default: { logLevel: 'none' } },
        },
      },
      configObjectFullPath: join(folder, 'api-extractor.json'),
      packageJsonFullPath: join(folder, 'package.json'),
    }),
    {
      localBuild: true,
      messageCallback: (message) => {
        message.handled = true;
        if (message.logLevel === 'error') problems.push(message.text);
      },
    },
  );
  if (errorCount > 0) throw new Error(`The report of ${report} could not be written:\n${problems.join('\n')}`);
  const file = join(reportFolder, `${report}.api.md`);
  writeFileSync(file, inOneOrder(readFileSync(file, 'utf8')));
}

/**
 * The same type in the same words: which member of `"read" | "write"` stands first hangs on what the compiler met first, and so on
 * files that have nothing to do with it.
 */
const inOneOrder = (report) =>
  report.replace(/"[^"\n]*"(?: \| "[^"\n]*")+/g, (union) => union.split(' | ').sort().join(' | '));

/**
 * Brings the reports up to date: what then differs is a change of what users may rely on, to be reviewed as one. Another
 * folder as argument is for comparing.
 */
export function main([folder = 'api-reports']) {
  const target = resolve(root, folder);
  rmSync(target, { recursive: true, force: true });
  writeReports(target);
  for (const file of readdirSync(target)) process.stdout.write(`${folder}/${file}\n`);
  return 0;
}
