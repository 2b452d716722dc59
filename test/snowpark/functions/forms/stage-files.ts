import type { Forms } from './forms.js';

export const STAGE_FILES: Forms = {
  buildStageFileUrl: [[['@s', 'p/f.jpg'], `BUILD_STAGE_FILE_URL('@s', <TEXT p/f.jpg>)`]],
  flGetContentType: [[['a'], `FL_GET_CONTENT_TYPE("A")`]],
  flGetEtag: [[['a'], `FL_GET_ETAG("A")`]],
  flGetFileType: [[['a'], `FL_GET_FILE_TYPE("A")`]],
  flGetLastModified: [[['a'], `FL_GET_LAST_MODIFIED("A")`]],
  flGetRelativePath: [[['a'], `FL_GET_RELATIVE_PATH("A")`]],
  flGetScopedFileUrl: [[['a'], `FL_GET_SCOPED_FILE_URL("A")`]],
  flGetSize: [[['a'], `FL_GET_SIZE("A")`]],
  flGetStage: [[['a'], `FL_GET_STAGE("A")`]],
  flGetStageFileUrl: [[['a'], `FL_GET_STAGE_FILE_URL("A")`]],
  flIsAudio: [[['a'], `FL_IS_AUDIO("A")`]],
  flIsCompressed: [[['a'], `FL_IS_COMPRESSED("A")`]],
  flIsDocument: [[['a'], `FL_IS_DOCUMENT("A")`]],
  flIsImage: [[['a'], `FL_IS_IMAGE("A")`]],
  flIsVideo: [[['a'], `FL_IS_VIDEO("A")`]],
};
