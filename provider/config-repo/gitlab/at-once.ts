/** How many requests of one operation are under way at a time. */
const AT_ONCE = 8;

/** Asks for each item, several at a time; answers in the items' order. @throws the first failure */
export async function forEach<Item, Result>(
  items: readonly Item[],
  ask: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  async function work(): Promise<void> {
    for (const [index, item] of waiting) results[index] = await ask(item);
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, work));
  return results;
}
