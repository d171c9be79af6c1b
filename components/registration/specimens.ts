/** Two valid, different values for an argument that may be an output; undefined: the argument gives the files their structure. */
export function specimensFor(
  path: string | readonly (string | number)[],
): readonly [string | number, string | number] | undefined {
  throw new Error(`no specimens for ${String(path)} yet`);
}
