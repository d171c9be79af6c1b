/** Splits requests into a batch with no more than one of each owner, because a plan answers by owner, and the rest. */
export function onePerOwner<T>(
  requests: readonly T[],
  ownerOf: (request: T) => string,
): { batch: T[]; later: T[] } {
  const owners = new Set<string>();
  const batch: T[] = [];
  const later: T[] = [];
  for (const request of requests) {
    const owner = ownerOf(request);
    (owners.has(owner) ? later : batch).push(request);
    owners.add(owner);
  }
  return { batch, later };
}
