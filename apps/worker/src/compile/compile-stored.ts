import {
  maskSecrets,
  type Problem,
  ProblemError,
  parseStoredAction,
  problem,
  screenAction,
  screenSql,
} from '@firn/contract';
import { type CompiledAction, PlanParseError, type ResultColumn, type Statement, UsageError } from '@firn/snowpark';
import {
  type Claim,
  type CountName,
  compileAction,
  countsOf,
  describeSources,
  type Temporary,
} from '@firn/snowpark/internal';
import { z } from 'zod';

const Encoded = z.object({ version: z.int() });

/** Of the statements that an action's compilation asks about: columns, and nothing runs. */
export type Describe = (statement: Statement) => Promise<readonly ResultColumn[]>;

/** A statement ready to be sent, and what it may do. */
export interface CompiledStatement {
  readonly kind: 'statement' | 'describe';
  readonly compiled: CompiledAction;
  /** Holds what may change data, or the session, behind a text of the user's. */
  readonly hides: boolean;
  readonly moves: boolean;
  /** What the claim of the statement counts; null for a statement without a claim. */
  readonly counts: readonly CountName[] | null;
  /** The statement as it is kept to be shown; null where it holds no secrets. */
  readonly masked: string | null;
}

/** What a stored action is, compiled. Data, so that it crosses threads. */
export type Compiled =
  | CompiledStatement
  | { readonly kind: 'adopt'; readonly queryId: string }
  /** Written in a version that this process does not know. */
  | { readonly kind: 'newer'; readonly version: number; readonly detail: string }
  | { readonly kind: 'failed'; readonly problem: Problem };

/** For what an action is compiled: where its temporary objects are, and the claim that it is to carry. */
export interface CompileFor {
  readonly temporary: Temporary;
  readonly claim: Claim | null;
}

/** Everything between the text of a stored action and its statement. Throws only what `describe` throws. */
export async function compileStored(encoded: string, compileFor: CompileFor, describe: Describe): Promise<Compiled> {
  const undescribed: { error?: unknown } = {};
  const asked: Describe = (statement) =>
    describe(statement).catch((error: unknown) => {
      undescribed.error = error;
      throw error;
    });
  try {
    return await compile(encoded, compileFor, asked);
  } catch (error) {
    if ('error' in undescribed) throw undescribed.error;
    const said = problemOf(error);
    if (said === null) throw error;
    return { kind: 'failed', problem: said };
  }
}

async function compile(encoded: string, { temporary, claim }: CompileFor, describe: Describe): Promise<Compiled> {
  const read = readAction(encoded);
  if ('kind' in read) return read;
  const { action } = read;
  if (action.kind === 'adopt') return { kind: 'adopt', queryId: action.queryId };
  if (action.kind === 'handler') throw new Error('A job has no action before its handler has built it.');
  const context = await describeSources(action, temporary, describe);
  const compiled = compileAction(action, { ...context, ...(claim !== null && { claim }) });
  const kind = action.kind === 'describe' ? 'describe' : 'statement';
  if (kind === 'statement') requireAllowed(compiled);
  const { hides, moves } = screenAction(action);
  const masked = maskSecrets(compiled.main.text);
  const counts = claim === null ? null : countsOf(action);
  return { kind, compiled, hides, moves, counts, masked: masked === compiled.main.text ? null : masked };
}

function readAction(encoded: string): { readonly action: ReturnType<typeof parseStoredAction> } | Compiled {
  try {
    return { action: parseStoredAction(encoded) };
  } catch (error) {
    if (error instanceof PlanParseError && error.code === 'plan_version_newer')
      return { kind: 'newer', version: Encoded.parse(JSON.parse(encoded)).version, detail: error.message };
    const detail = `The stored plan cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    return { kind: 'failed', problem: problem('plan_lost', { detail }) };
  }
}

/**
 * The statement as it will be sent is screened once more: parts that are harmless each may not be so together.
 *
 * @throws ProblemError refused_sql
 */
function requireAllowed({ main }: CompiledAction): void {
  const { refusal } = screenSql(main.text);
  if (refusal === null) return;
  const { construct, line, column, reason, cure } = refusal;
  const detail = `The compiled statement holds ${construct} (line ${line}, column ${column}): ${reason}.`;
  throw ProblemError.of('refused_sql', { detail, cure });
}

/** Null for what says nothing about the plan. */
function problemOf(error: unknown): Problem | null {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof PlanParseError) return problem('plan_lost', { detail: error.message });
  if (!(error instanceof UsageError)) return null;
  const code = error.code === 'plan_too_large' ? error.code : 'compile_failed';
  return problem(code, { detail: error.message });
}
