import { z } from "zod";

import type { Json } from "../../provider/claims/model";

/** Inputs as the engine shows them: secrets as `[secret]`, what is not known yet as UNKNOWN. */
const state = z.looseObject({
  custom: z.boolean().optional(),
  inputs: z.record(z.string(), z.json()).optional(),
});

const step = z.looseObject({
  op: z.string(),
  urn: z.string(),
  oldState: state.nullish(),
  newState: state.nullish(),
  detailedDiff: z.record(z.string(), z.unknown()).nullish(),
});

const diagnostic = z.looseObject({
  urn: z.string().optional(),
  message: z.string(),
  severity: z.string(),
});

/** What `pulumi preview --json` prints, as far as it is read here (seen with Pulumi 3.259). */
const preview = z.looseObject({
  steps: z.array(step).optional(),
  diagnostics: z.array(diagnostic).optional(),
  changeSummary: z.record(z.string(), z.number()).optional(),
});

export type Preview = z.infer<typeof preview>;
export type Step = z.infer<typeof step>;
export type Inputs = Readonly<Record<string, Json>>;

/** A preview that cannot be read; the message is a sentence with its remedy. */
export class NoPreview extends Error {
  constructor(message: string) {
    super(message);
    this.name = "NoPreview";
  }
}

/** @throws NoPreview */
export function previewFrom(text: string, from: string): Preview {
  const found = preview.safeParse(parsed(text));
  const isPreview =
    found.success && (found.data.steps !== undefined || found.data.changeSummary !== undefined);
  if (isPreview) return found.data;
  if (found.success && found.data.diagnostics !== undefined) return found.data;
  throw new NoPreview(
    `${from} is not what \`pulumi preview --json\` prints; give its output, without other lines and not streamed (PULUMI_ENABLE_STREAMING_JSON_PREVIEW unset).`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, "")) as unknown;
  } catch {
    return undefined;
  }
}

/** The parts of a URN. */
export function urnParts(urn: string): { stack: string; type: string; name: string } {
  const [head = "", project = "", types = "", ...name] = urn.split("::");
  return {
    stack: `${project}/${head.replace(/^urn:pulumi:/, "")}`,
    type: types.split("$").at(-1) ?? "",
    name: name.join("::"),
  };
}
