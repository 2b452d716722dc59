import type { BindContext } from '../bind/context.js';
import type { FormatOptions, StageEntry } from '../catalog/entries.js';
import { missingFileObject } from '../catalog/missing.js';
import { displayPath, qualify } from '../catalog/names.js';
import { compilationError, objectMissing, positionAt, unsupported } from '../errors.js';
import type { PathName, StageLocation } from '../parse/ast.js';
import { parseStageLocation } from '../parse/parse.js';
import { unreachable } from '../unreachable.js';
import { namedStageFolder, tableStageFolder, userStageFolder } from './stage-folder.js';
import { normaliseStagePath } from './stage-path.js';

/** A place in a stage: files whose path starts with `path`, or the one file of that name. */
export interface StageSource {
  readonly folder: string;
  readonly path: string;
  /** What LIST puts before a file's path: the stage's name in lower case, nothing for a user's or table's own stage. */
  readonly label: string;
  /** Options of the stage's own FILE_FORMAT. */
  readonly fileFormat: FormatOptions;
  /** The stage whose directory table lists its files; null where there is none. */
  readonly directory: Pick<StageEntry, 'database' | 'schema' | 'name'> | null;
  /** The reference as messages show it. */
  readonly shown: string;
}

/**
 * @param stages the folder of all stages
 * @throws SqlError for a stage that does not exist, an outside address, or a path that leaves the stage.
 */
export function stageSource(location: StageLocation, context: BindContext, stages: string): StageSource {
  switch (location.kind) {
    case 'named': {
      const parts = partsOf(location.name);
      const name = qualify(parts, context.session, 'SELECT');
      const stage = context.catalog.stage(name);
      if (stage === undefined) throw missingFileObject('Stage', name, positionAt(context.text, location.start));
      return {
        folder: namedStageFolder(stages, stage.objectId),
        path: normaliseStagePath(location.path),
        label: `${stage.name.toLowerCase()}/`,
        fileFormat: stage.fileFormat,
        directory: stage.directory ? stage : null,
        shown: `@${displayPath(parts)}/${location.path}`,
      };
    }
    case 'user':
      return {
        folder: userStageFolder(stages, context.session.user),
        path: normaliseStagePath(location.path),
        label: '',
        fileFormat: {},
        directory: null,
        shown: `@~/${location.path}`,
      };
    case 'table': {
      const parts = partsOf(location.name);
      const relation = context.catalog.relation(qualify(parts, context.session, 'SELECT'));
      if (relation === undefined || relation.kind === 'view' || relation.kind === 'system') {
        throw objectMissing('Stage', `%${displayPath(parts)}`, positionAt(context.text, location.start));
      }
      return {
        folder: tableStageFolder(stages, relation.objectId),
        path: normaliseStagePath(location.path),
        label: '',
        fileFormat: relation.stageFileFormat ?? {},
        directory: null,
        shown: `@%${displayPath(parts)}/${location.path}`,
      };
    }
    case 'bound': {
      const { literal } = context.binds[location.index - 1] ?? {};
      const named = literal?.kind === 'text' ? parseStageLocation(literal.value) : null;
      if (named !== null) return stageSource(named, context, stages);
      throw compilationError(
        '001015',
        '22023',
        'The bind is no stage location.',
        positionAt(context.text, location.start),
      );
    }
    case 'external':
      throw unsupported('external location', positionAt(context.text, location.start));
    default:
      return unreachable(location);
  }
}

const partsOf = (name: PathName): readonly string[] => name.parts.map((part) => part.name);
