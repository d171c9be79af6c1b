import { z } from "zod";
import { UNKNOWN } from "../claims/model";

/** Lets what is not known before the update pass, and reports what is known as `schema` would. */
export function known<T extends z.ZodType>(schema: T): z.ZodType<z.infer<T>> {
  return z.any().superRefine((value, context) => {
    if (value === UNKNOWN) return;
    for (const { path, message } of schema.safeParse(value).error?.issues ?? []) {
      context.addIssue({ code: "custom", path: [...path], message });
    }
  });
}
