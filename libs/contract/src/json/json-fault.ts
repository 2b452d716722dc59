/** Why bytes are not taken as JSON: they are no well-formed JSON, or more of it than is read. */
export class JsonFault extends Error {
  override readonly name = 'JsonFault';

  constructor(
    readonly kind: 'malformed' | 'too_large',
    message: string,
    /** The member that was being read, `action.plan.items[3].name`; empty for the document itself. */
    readonly path: string,
    /** The byte of the document, from 0. */
    readonly at: number,
  ) {
    super(message);
  }
}
