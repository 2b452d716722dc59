import { z } from 'zod';
import type { RowText } from './large-answer.js';

/** Every answer of the driver protocol; application errors travel as HTTP 200 with `success: false`. */
export const Envelope = z.looseObject({
  success: z.boolean(),
  code: z.string().nullish(),
  message: z.string().nullish(),
  data: z.unknown(),
});
export type Envelope = z.infer<typeof Envelope> & {
  /** The rows of `data`, where there were so many that they were taken out of it. */
  readonly rowText?: RowText | null;
};

/** What an error answer says beside code and message. */
export const ErrorData = z
  .looseObject({ sqlState: z.string().nullish(), queryId: z.string().nullish(), errorCode: z.string().nullish() })
  .nullish()
  .catch(null);
