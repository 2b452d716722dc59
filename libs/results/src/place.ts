/** Where one attempt's result lies. Each epoch has a folder of its own, so that a zombie never touches the winner's pages. */
export interface ResultPlace {
  readonly tenant: string;
  readonly jobId: string;
  readonly epoch: number;
}

const COMPONENT = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/;

/** The part of a path that `text` becomes. @throws RangeError for what could leave its folder or name a hidden file. */
export function pathComponent(what: string, text: string): string {
  if (!COMPONENT.test(text)) {
    throw new RangeError(
      `"${text.slice(0, 80)}" cannot be a ${what}: letters, digits, "_", "." and "-" only, at most 128.`,
    );
  }
  return text;
}

/** As `pathComponent`, for a counter from 0. */
export function numberComponent(what: string, value: number): string {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`${value} cannot be a ${what}: a whole number from 0.`);
  return String(value);
}
