import { join } from 'node:path';
import type { StageTransfer } from '../execute/statement.js';
import { type SessionCall } from './call.js';
import type { StagedFiles } from './staged-files.js';

/**
 * What a driver is told of the place that PUT and GET move files to and from.
 *
 * On one machine that is the stage's own folder (location type LOCAL_FS). Else, and for drivers that move no streams that way, it is
 * a URL for each file, as Google's store has them: the other stores are reached by https alone.
 */
export function transferAnswer(
  { instructions, folder, files }: StageTransfer,
  call: SessionCall,
  staged: StagedFiles,
): Readonly<Record<string, unknown>> {
  const isUpload = instructions.command === 'UPLOAD';
  if (readsFolder(call, isUpload)) return { ...instructions, presignedUrls: [], ...placeOf(isUpload, FOLDER, folder) };
  const origin = originOf(call);
  const urls = files.map((file) => staged.url(origin, join(folder, file), isUpload ? 'put' : 'get', call.now));
  const presignedUrl = isUpload ? (urls[0] ?? null) : null;
  return {
    ...instructions,
    presignedUrls: isUpload ? [] : urls,
    ...placeOf(isUpload, { ...STORE, presignedUrl }, 'stage/'),
  };
}

/** The address that the client reached the server under. */
export const originOf = ({ headers }: Pick<SessionCall, 'headers'>): string => `http://${headers.host ?? 'localhost'}`;

/** Go's driver puts empty files for streams and gets nothing through a folder, JDBC gets no streams. */
const readsFolder = ({ isLocal, session }: SessionCall, isUpload: boolean): boolean =>
  isLocal && !/^Go\b/i.test(session.client) && (isUpload || !/^JDBC\b/i.test(session.client));

const COMMON = { path: '', isClientSideEncrypted: false, creds: {}, endPoint: null, storageAccount: null };
const FOLDER = { ...COMMON, locationType: 'LOCAL_FS', region: null, presignedUrl: null };
const STORE = { ...COMMON, locationType: 'GCS', region: 'LOCAL', storageAccount: '' };

/** Drivers read `stageInfo`; `uploadInfo` says the same of a PUT. */
function placeOf(isUpload: boolean, kind: Readonly<Record<string, unknown>>, location: string) {
  const info = { ...kind, location };
  return isUpload ? { stageInfo: info, uploadInfo: info } : { stageInfo: info };
}
