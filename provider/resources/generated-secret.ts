import { randomInt } from "node:crypto";
import { z } from "zod";
import type { Json } from "../claims/model";
import { UNKNOWN } from "../claims/model";
import { NautesError } from "../errors";
import { changedInputs, checked, known } from "./cluster-inputs";
import type { Operation, Resource, Standing } from "./resource";

/** What oauth2-proxy takes as a cookie secret, among others: 16, 24 or 32 bytes. */
const DEFAULT_LENGTH = 32;

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

const Inputs = z.strictObject({
  length: known(
    z
      .int("must be a whole number")
      .min(16, "must not be less than 16: it could be guessed")
      .max(256, "must not be more than 256"),
  ),
  keepers: known(
    z.record(z.string(), known(z.string("must be a text")), "must be a map of texts"),
  ).optional(),
});

/** The resource GeneratedSecret: letters and digits, made once, kept in the state, made anew when a keeper changes. */
export function generatedSecret(): Resource {
  return {
    drifts: false,
    check: (_, __, news) =>
      checked(
        Inputs,
        { ...news, value: { length: DEFAULT_LENGTH, ...given(news.value) } },
        "value",
      ),
    diff: (_, olds, news) => changedInputs(olds, news, ["length", "keepers"]),
    create: (call) =>
      Promise.resolve(
        standing(call, call.preview ? UNKNOWN : randomText(Number(call.inputs.value["length"]))),
      ),
    // Every change makes another one; what is here stays.
    update: (call) => Promise.resolve({ id: call.id, outputs: call.oldOutputs }),
    read: (call) => {
      if (call.inputs !== undefined) {
        return Promise.resolve({ id: call.id, inputs: call.inputs, outputs: call.outputs });
      }
      const remedy = "Give the value to who needs it, or let a new one be made.";
      const sentence = "A generated secret cannot be imported: it is kept in the state alone.";
      return Promise.reject(new NautesError("invalid-arguments", sentence, { remedy }));
    },
    delete: () => Promise.resolve(),
  };
}

function standing({ urn }: Operation, value: string): Standing {
  const id = urn.split("::").at(-1) ?? "secret";
  return { id, outputs: { value: { value }, secrets: [["value"]] } };
}

function randomText(length: number): string {
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join("");
}

function given(value: { readonly [key: string]: Json }): { readonly [key: string]: Json } {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null));
}
