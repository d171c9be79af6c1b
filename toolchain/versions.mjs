/** The first `x.y.z` in a text, e.g. in what a program says of its version; undefined: there is none. */
export function versionIn(text) {
  return /\d+\.\d+(\.\d+)?/.exec(text)?.[0];
}

/** Negative, 0 or positive as `a` is older than, equal to or newer than `b`; a missing number counts as 0. */
export function compareVersions(a, b) {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  for (let at = 0; at < 3; at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
