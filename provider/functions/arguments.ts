import type { z } from "zod";
import type { Decoded } from "../codec";
import { hasUnknown } from "../codec";
import { NautesError } from "../errors";
import type { Encodable, Failure } from "../resources/resource";
import { problems } from "../resources/cluster-inputs";
import type { Session } from "../session";
import type { Place } from "./declared-files";

/** What a function answers once its arguments are found good; nothing while one of them is not known. */
export async function answered<T extends z.ZodType>(
  schema: T,
  { value }: Decoded,
  answer: (args: z.infer<T>) => Promise<object>,
): Promise<Encodable | { readonly failures: readonly Failure[] }> {
  const given = Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null));
  const failures = problems(schema, given);
  if (failures.length > 0) return { failures };
  if (hasUnknown(given)) return { value: {}, secrets: [] };
  return { value: { ...(await answer(schema.parse(given))) }, secrets: [] };
}

/** The place that arguments name, else the one that is configured. @throws invalid-configuration */
export function placeIn(
  { settings }: Session,
  args: { readonly repository?: string | undefined; readonly branch?: string | undefined },
): Place {
  const { repository = settings.repository, branch = settings.branch } = args;
  if (repository !== undefined) return { repository, branch };
  throw new NautesError("invalid-configuration", "No config repo is named.", {
    remedy: "Give `repository`, or set it: `pulumi config set nautes:repository …`.",
    at: "repository",
  });
}
