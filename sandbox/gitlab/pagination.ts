import { json, type Answer } from "./answer";
import { text, whole, type Call } from "./call";

export interface PageOptions<Item> {
  readonly present: (item: Item) => unknown;
  /** Without `X-Total` and `X-Total-Pages`, as for commits. */
  readonly withoutTotal?: boolean;
}

/** One page of a list, by number, with GitLab's headers. */
export function page<Item>(
  call: Call,
  items: readonly Item[],
  { present, withoutTotal = false }: PageOptions<Item>,
): Answer {
  const size = pageSize(call);
  const number = Math.max(whole(call, "page") ?? 1, 1);
  const pages = Math.max(Math.ceil(items.length / size), 1);
  const hasNext = number < pages;
  // GitLab counts no more than 10,000.
  const total = withoutTotal || items.length > 10_000 ? undefined : items.length;
  const links = {
    prev: number > 1 ? number - 1 : undefined,
    next: hasNext ? number + 1 : undefined,
    first: 1,
    last: total === undefined ? undefined : pages,
  };
  const link = Object.entries(links).flatMap(([name, to]) =>
    to === undefined ? [] : [`<${linkTo(call, { page: to, per_page: size })}>; rel="${name}"`],
  );
  const headers = {
    "X-Per-Page": String(size),
    "X-Page": String(number),
    "X-Next-Page": String(links.next ?? ""),
    "X-Prev-Page": String(links.prev ?? ""),
    ...(total === undefined ? {} : { "X-Total": String(total), "X-Total-Pages": String(pages) }),
    Link: link.join(", "),
  };
  return json(200, items.slice((number - 1) * size, number * size).map(present), headers);
}

export interface KeysetOptions<Item> {
  readonly present: (item: Item) => unknown;
  /** What is added to the address of the next page after this item. */
  readonly after: (item: Item) => Readonly<Record<string, string>>;
}

/** One page of what comes after a key: only a link to the next, which is there also when that one turns out empty. */
export function keysetPage<Item>(
  call: Call,
  remaining: readonly Item[],
  { present, after }: KeysetOptions<Item>,
): Answer {
  const size = pageSize(call);
  const items = remaining.slice(0, size);
  const last = items.at(-1);
  const full = items.length === size && last !== undefined;
  const next = full ? linkTo(call, { per_page: size, ...after(last) }) : undefined;
  const headers = next === undefined ? {} : { Link: `<${next}>; rel="next"` };
  return json(200, items.map(present), headers);
}

export function wantsKeyset(call: Call): boolean {
  return text(call, "pagination") === "keyset";
}

function pageSize(call: Call): number {
  return Math.min(Math.max(whole(call, "per_page") ?? 20, 1), 100);
}

/** A token in the query is not passed on. */
function linkTo(call: Call, changed: Readonly<Record<string, string | number>>): string {
  const url = new URL(call.url.pathname + call.url.search, call.world.url);
  for (const name of ["private_token", "access_token", "job_token"]) url.searchParams.delete(name);
  for (const [name, value] of Object.entries(changed)) url.searchParams.set(name, String(value));
  return url.href;
}
