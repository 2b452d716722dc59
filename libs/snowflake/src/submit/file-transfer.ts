import { UsageError } from '@firn/snowpark';

/** The driver's own test, so that nothing it would act on gets past; whoever writes SQL is screened long before. */
const movesFiles = (text: string): boolean => /^(PUT|GET)/i.test(text.trim());

/** PUT and GET make the driver read and write files of this machine, whoever wrote the SQL. @throws UsageError */
export function refuseFileTransfer(text: string): void {
  if (!movesFiles(text)) return;
  throw new UsageError(
    'invalid_argument',
    'PUT and GET are not carried out as SQL: they would read and write files of this process. A direct session moves files with session.file.',
  );
}
