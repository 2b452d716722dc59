import type { CopyFiles } from '../../plan/action.js';
import { EMPTY, type Fragment, sql, text } from '../../sql/fragment.js';
import { quoteText } from '../../sql/literal.js';
import type { Build } from '../build.js';
import { literally } from '../literally.js';
import { queryOf } from '../plan.js';

/** Copies files from stage to stage. Snowflake takes no binds in it, so that the values of a query are written into its text. */
export function copyFiles({ target, source, plan, files, pattern }: CopyFiles, build: Build): Fragment {
  const from = plan === undefined ? text(quoteText(source ?? '')) : sql`(${literally(queryOf(plan, build))})`;
  const which = [
    ...(files === undefined ? [] : [` FILES = (${files.map(quoteText).join(', ')})`]),
    ...(pattern === undefined ? [] : [` PATTERN = ${quoteText(pattern)}`]),
  ];
  return sql`COPY FILES INTO ${text(quoteText(target))} FROM ${from}${which.length === 0 ? EMPTY : text(which.join(''))}`;
}
