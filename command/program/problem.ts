/** Something wrong in a file that was given. */
export interface InputProblem {
  readonly file: string;
  readonly line: number;
  /** The field, as the file spells it; empty for the whole. */
  readonly path: string;
  /** What is wrong and what to do; never holds a secret. */
  readonly message: string;
}

/** A problem in words that tools know how to jump to. */
export function problemLine({ file, line, path, message }: InputProblem): string {
  return `${file}:${line}: ${path === "" ? "" : `${path} `}${message}`;
}
