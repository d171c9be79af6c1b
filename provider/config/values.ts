import { z } from "zod";

/** A text that is not empty. */
export const text = z
  .string({ error: ({ input }) => (input === undefined ? "is missing" : "must be a text") })
  .min(1, "must not be empty");

/** Says that a map is meant. */
export const map = { error: "must be a map from key to value" };

/** A refinement that says what `problem` says. */
export function complain(problem: (value: string) => string | undefined): Refinement {
  return (value, context) => {
    const message = problem(value);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  };
}

type Refinement = (value: string, context: z.RefinementCtx<string>) => void;
