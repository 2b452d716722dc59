import {
  addressOf,
  type ContainedKind,
  contained,
  DATABASES,
  DROPPED,
  GRANTS,
  ROLES,
  schemasOf,
  USERS,
  WAREHOUSES,
} from './address.js';
import { duckSchema, temporarySchema } from './duck-name.js';
import type {
  CatalogChange,
  CatalogEntry,
  DatabaseEntry,
  DroppedEntry,
  FileFormatEntry,
  FunctionEntry,
  GrantEntry,
  NameScope,
  PolicyEntry,
  ProcedureEntry,
  Relation,
  RoleEntry,
  SchemaEntry,
  SequenceEntry,
  StageEntry,
  StoredRelation,
  StreamEntry,
  TagEntry,
  TaskEntry,
  UserEntry,
  WarehouseEntry,
} from './entries.js';
import { systemView } from './information-schema/system-view.js';
import { INFORMATION_SCHEMA, type QualifiedName, type QualifiedSchema, qualify } from './names.js';
import { type Layer, Overlay } from './state.js';

/**
 * The catalog as one session sees it now: what is committed, its own open transaction's changes, and its own
 * temporary objects, which hide permanent ones of the same name.
 */
export class CatalogView {
  constructor(
    private readonly layer: Layer,
    readonly sessionId: string,
  ) {}

  /** This view with changes over it that are written nowhere. */
  with(changes: readonly CatalogChange[]): CatalogView {
    const overlay = new Overlay(this.layer);
    overlay.apply(changes);
    return new CatalogView(overlay, this.sessionId);
  }

  /**
   * The table or view that a name of one to three folded parts means, or undefined.
   *
   * @throws SqlError 090105 or 090106 when the name needs a current database or schema and the session has none.
   */
  findRelation(parts: readonly string[], scope: NameScope): Relation | undefined {
    return this.relation(qualify(parts, scope));
  }

  relation(name: QualifiedName): Relation | undefined {
    if (name.schema === INFORMATION_SCHEMA) {
      return (
        this.database(name.database) && systemView(name.name, { database: name.database, sessionId: this.sessionId })
      );
    }
    return this.visible('relations', name, isRelation);
  }

  /** The permanent object of a name, also where a temporary one hides it. */
  permanentRelation(name: QualifiedName): StoredRelation | undefined {
    return this.layerGet(contained('relations', duckSchema(name.database, name.schema)), name.name, isRelation);
  }

  temporaryRelation(name: QualifiedName): StoredRelation | undefined {
    return this.layerGet(contained('relations', this.temporarySpace(name)), name.name, isRelation);
  }

  findStage(parts: readonly string[], scope: NameScope): StageEntry | undefined {
    return this.stage(qualify(parts, scope));
  }

  stage(name: QualifiedName): StageEntry | undefined {
    return this.visible('stages', name, isStage);
  }

  findFileFormat(parts: readonly string[], scope: NameScope): FileFormatEntry | undefined {
    return this.fileFormat(qualify(parts, scope));
  }

  fileFormat(name: QualifiedName): FileFormatEntry | undefined {
    return this.visible('formats', name, isFileFormat);
  }

  findSequence(parts: readonly string[], scope: NameScope): SequenceEntry | undefined {
    return this.sequence(qualify(parts, scope));
  }

  sequence(name: QualifiedName): SequenceEntry | undefined {
    return this.visible('sequences', name, isSequence);
  }

  sequences(schema: QualifiedSchema): readonly SequenceEntry[] {
    return this.allVisible('sequences', schema, isSequence);
  }

  findStream(parts: readonly string[], scope: NameScope): StreamEntry | undefined {
    return this.stream(qualify(parts, scope));
  }

  stream(name: QualifiedName): StreamEntry | undefined {
    return this.visible('streams', name, isStream);
  }

  streams(schema: QualifiedSchema): readonly StreamEntry[] {
    return this.allVisible('streams', schema, isStream);
  }

  /** The streams of a table, wherever they are. */
  streamsOf(objectId: number): readonly StreamEntry[] {
    const all = this.layer.containers('streams:').flatMap((container) => this.layer.list(container));
    return all.filter(isStream).filter(({ table }) => table.objectId === objectId);
  }

  findTask(parts: readonly string[], scope: NameScope): TaskEntry | undefined {
    return this.task(qualify(parts, scope));
  }

  task(name: QualifiedName): TaskEntry | undefined {
    return this.visible('tasks', name, isTask);
  }

  tasks(schema: QualifiedSchema): readonly TaskEntry[] {
    return this.allVisible('tasks', schema, isTask);
  }

  findPolicy(parts: readonly string[], scope: NameScope): PolicyEntry | undefined {
    return this.policy(qualify(parts, scope));
  }

  policy(name: QualifiedName): PolicyEntry | undefined {
    return this.visible('policies', name, isPolicy);
  }

  policies(schema: QualifiedSchema): readonly PolicyEntry[] {
    return this.allVisible('policies', schema, isPolicy);
  }

  /** All tables and views that have policies, wherever they are. */
  protectedRelations(): readonly StoredRelation[] {
    const all = this.layer.containers('relations:').flatMap((container) => this.layer.list(container));
    return all.filter(isRelation).filter(({ masking, rowAccess }) => masking !== undefined || rowAccess !== undefined);
  }

  findTag(parts: readonly string[], scope: NameScope): TagEntry | undefined {
    return this.visible('tags', qualify(parts, scope), isTag);
  }

  tags(schema: QualifiedSchema): readonly TagEntry[] {
    return this.allVisible('tags', schema, isTag);
  }

  /** All procedures of a name. */
  findProcedures(parts: readonly string[], scope: NameScope): readonly ProcedureEntry[] {
    const { name, ...schema } = qualify(parts, scope);
    return this.procedures(schema).filter((procedure) => procedure.name === name);
  }

  procedures(schema: QualifiedSchema): readonly ProcedureEntry[] {
    return this.allVisible('procedures', schema, isProcedure);
  }

  /** All functions of a name that the user has made. */
  findFunctions(parts: readonly string[], scope: NameScope): readonly FunctionEntry[] {
    // A name that can mean nothing without a current schema means no function.
    if (parts.length < 3 && (scope.database === null || (parts.length === 1 && scope.schema === null))) return [];
    const { name, ...schema } = qualify(parts, scope);
    return this.functions(schema).filter((entry) => entry.name === name);
  }

  functions(schema: QualifiedSchema): readonly FunctionEntry[] {
    return this.allVisible('functions', schema, isFunction);
  }

  /** All tables and views of a schema that the session sees; a permanent one that is hidden is not among them. */
  relations(schema: QualifiedSchema): readonly StoredRelation[] {
    return this.allVisible('relations', schema, isRelation);
  }

  stages(schema: QualifiedSchema): readonly StageEntry[] {
    return this.allVisible('stages', schema, isStage);
  }

  fileFormats(schema: QualifiedSchema): readonly FileFormatEntry[] {
    return this.allVisible('formats', schema, isFileFormat);
  }

  /** Everything in a schema, of every session: what DROP SCHEMA takes with it. */
  contents(schema: QualifiedSchema): readonly CatalogEntry[] {
    const suffix = duckSchema(schema.database, schema.schema);
    return CONTAINED_KINDS.flatMap((kind) =>
      this.layer
        .containers(`${kind}:`)
        .filter((container) => container === contained(kind, suffix) || isTemporaryOf(container, kind, suffix))
        .flatMap((container) => this.layer.list(container)),
    );
  }

  /** The temporary objects of one session. */
  temporaryObjects(sessionId: string): readonly CatalogEntry[] {
    return CONTAINED_KINDS.flatMap((kind) =>
      this.layer.containers(contained(kind, `~tmp.${sessionId}.`)).flatMap((container) => this.layer.list(container)),
    );
  }

  database(name: string): DatabaseEntry | undefined {
    return this.layerGet(DATABASES, name, isDatabase);
  }

  databases(): readonly DatabaseEntry[] {
    return this.layer.list(DATABASES).filter(isDatabase);
  }

  schema(name: QualifiedSchema): SchemaEntry | undefined {
    return this.layerGet(schemasOf(name.database), name.schema, isSchema);
  }

  schemas(database: string): readonly SchemaEntry[] {
    return this.layer.list(schemasOf(database)).filter(isSchema);
  }

  warehouse(name: string): WarehouseEntry | undefined {
    return this.layerGet(WAREHOUSES, name, isWarehouse);
  }

  warehouses(): readonly WarehouseEntry[] {
    return this.layer.list(WAREHOUSES).filter(isWarehouse);
  }

  role(name: string): RoleEntry | undefined {
    return this.layerGet(ROLES, name, isRole);
  }

  roles(): readonly RoleEntry[] {
    return this.layer.list(ROLES).filter(isRole);
  }

  user(name: string): UserEntry | undefined {
    return this.layerGet(USERS, name, isUser);
  }

  /** Login names ignore case, as Snowflake's do. */
  findUser(loginName: string): UserEntry | undefined {
    const wanted = loginName.toUpperCase();
    return this.users().find((user) => user.loginName.toUpperCase() === wanted);
  }

  users(): readonly UserEntry[] {
    return this.layer.list(USERS).filter(isUser);
  }

  /** All grants, those on objects that are gone too. */
  grants(): readonly GrantEntry[] {
    return this.layer.list(GRANTS).filter(isGrant);
  }

  /** By what tells it from all others: see `GrantEntry`. */
  grant(name: string): GrantEntry | undefined {
    return this.layerGet(GRANTS, name, isGrant);
  }

  /** What UNDROP can bring back, the last that was dropped first. */
  dropped(): readonly DroppedEntry[] {
    const all = this.layer.list(DROPPED).filter(isDropped);
    return all.sort((left, right) => right.droppedOn - left.droppedOn || right.objectId - left.objectId);
  }

  private temporarySpace(schema: QualifiedSchema): string {
    return temporarySchema(this.sessionId, schema.database, schema.schema);
  }

  private visible<E extends CatalogEntry>(kind: ContainedKind, name: QualifiedName, is: Guard<E>): E | undefined {
    return (
      this.layerGet(contained(kind, this.temporarySpace(name)), name.name, is) ??
      this.layerGet(contained(kind, duckSchema(name.database, name.schema)), name.name, is)
    );
  }

  private allVisible<E extends CatalogEntry>(kind: ContainedKind, schema: QualifiedSchema, is: Guard<E>): readonly E[] {
    const own = this.layer.list(contained(kind, this.temporarySpace(schema))).filter(is);
    const hidden = new Set(own.map((entry) => addressOf(entry).name));
    const shared = this.layer.list(contained(kind, duckSchema(schema.database, schema.schema))).filter(is);
    return [...own, ...shared.filter((entry) => !hidden.has(addressOf(entry).name))];
  }

  private layerGet<E extends CatalogEntry>(container: string, name: string, is: Guard<E>): E | undefined {
    const entry = this.layer.get(container, name);
    return entry !== undefined && is(entry) ? entry : undefined;
  }
}

type Guard<E extends CatalogEntry> = (entry: CatalogEntry) => entry is E;

const CONTAINED_KINDS: readonly ContainedKind[] = [
  'relations',
  'stages',
  'formats',
  'sequences',
  'streams',
  'tasks',
  'policies',
  'tags',
  'procedures',
  'functions',
];

const isTemporaryOf = (container: string, kind: ContainedKind, schema: string): boolean =>
  container.startsWith(contained(kind, '~tmp.')) && container.endsWith(`.${schema}`);

const isRelation = (entry: CatalogEntry): entry is StoredRelation =>
  entry.kind === 'permanent' || entry.kind === 'transient' || entry.kind === 'temporary' || entry.kind === 'view';
const isStage = (entry: CatalogEntry): entry is StageEntry => entry.kind === 'stage';
const isFileFormat = (entry: CatalogEntry): entry is FileFormatEntry => entry.kind === 'file_format';
const isSequence = (entry: CatalogEntry): entry is SequenceEntry => entry.kind === 'sequence';
const isStream = (entry: CatalogEntry): entry is StreamEntry => entry.kind === 'stream';
const isTask = (entry: CatalogEntry): entry is TaskEntry => entry.kind === 'task';
const isPolicy = (entry: CatalogEntry): entry is PolicyEntry =>
  entry.kind === 'masking_policy' || entry.kind === 'row_access_policy';
const isTag = (entry: CatalogEntry): entry is TagEntry => entry.kind === 'tag';
const isProcedure = (entry: CatalogEntry): entry is ProcedureEntry => entry.kind === 'procedure';
const isFunction = (entry: CatalogEntry): entry is FunctionEntry => entry.kind === 'function';
const isDatabase = (entry: CatalogEntry): entry is DatabaseEntry => entry.kind === 'database';
const isSchema = (entry: CatalogEntry): entry is SchemaEntry => entry.kind === 'schema';
const isWarehouse = (entry: CatalogEntry): entry is WarehouseEntry => entry.kind === 'warehouse';
const isRole = (entry: CatalogEntry): entry is RoleEntry => entry.kind === 'role';
const isGrant = (entry: CatalogEntry): entry is GrantEntry => entry.kind === 'grant';
const isDropped = (entry: CatalogEntry): entry is DroppedEntry => entry.kind === 'dropped';
const isUser = (entry: CatalogEntry): entry is UserEntry => entry.kind === 'user';
