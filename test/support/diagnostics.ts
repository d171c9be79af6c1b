/** What a run of the CLI without --diff tells is wrong: the text between `Diagnostics:` and `Resources:`. */
export function diagnostics(output: string): string {
  const begin = output.indexOf("Diagnostics:");
  if (begin === -1) throw new Error(`the run has no diagnostics:\n${output}`);
  const end = output.indexOf("\nResources:", begin);
  return output.slice(begin, end === -1 ? undefined : end);
}
