import type { Decoded } from "../codec";
import type { Encodable, Failure, Operation } from "../resources/resource";

/** What an invoke of this provider does: an answer, or the problems of its arguments. */
export type ProviderFunction = (
  args: Decoded,
  call: Operation,
) => Promise<Encodable | { readonly failures: readonly Failure[] }>;
