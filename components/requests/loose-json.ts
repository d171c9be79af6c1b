import { JSONRepairError, jsonrepair } from "jsonrepair";
import { LineCounter, parseDocument } from "yaml";

import { InvalidRequest } from "./findings";
import type { Path, Source } from "./findings";
import { placesIn } from "./located";
import { scanObject } from "./object-scan";
import type { Slip } from "./object-scan";

/** A slip of a text that is not JSON as it stands, and what it was taken for. */
export interface Correction {
  readonly line: number;
  readonly message: string;
}

/** What a text says, and what had to be corrected for it to be JSON. */
export interface LooseJson extends Source {
  readonly corrections: readonly Correction[];
  /** The value that begins in a line, or last before it. */
  readonly pathAt: (line: number) => Path;
}

/**
 * Reads an object in JSON with the slips of documents: comments, missing and trailing commas, names without quotes, a
 * YAML block or a text of several lines as value. `firstLine` is the number of the text's first line.
 * @throws InvalidRequest if it is no object, or not whole
 */
export function readLooseJson(subject: string, given: string, firstLine = 1): LooseJson {
  const text = given.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  const start = beginning(text);
  if (start === undefined)
    throw refusal(firstLine, "is not a JSON object; give one, from its { to its }.");
  const line = firstLine + text.slice(0, start).split("\n").length - 1;
  const scanned = scanObject(text, start);
  if (!("text" in scanned)) throw refusal(line + scanned.line - 1, scanned.message);
  const rest = text.slice(scanned.end).search(/\S/);
  if (rest >= 0)
    throw refusal(
      firstLine + text.slice(0, scanned.end + rest).split("\n").length - 1,
      "there is more behind the object; remove it, and give each request by itself.",
    );
  return located(scanned.text, scanned.slips, line);

  function refusal(inLine: number, message: string): InvalidRequest {
    return new InvalidRequest(subject, [{ path: "", line: inLine, message }]);
  }

  function located(text: string, slips: readonly Slip[], line: number): LooseJson {
    const repaired = repair(text, line);
    const lines = new LineCounter();
    const document = parseDocument(repaired, { lineCounter: lines });
    const places = placesIn(document, lines, line);
    const twice = document.errors.find(({ code }) => code === "DUPLICATE_KEY");
    if (twice !== undefined) {
      const at = line + lines.linePos(twice.pos[0]).line - 1;
      throw refusal(at, "this name is there twice in one object; leave one of the two out.");
    }
    return {
      ...places,
      value: JSON.parse(repaired) as unknown,
      corrections: [...slipsAsCorrections(slips, line), ...repairs(text, repaired, line)],
    };
  }

  function repair(text: string, line: number): string {
    try {
      return jsonrepair(text);
    } catch (error) {
      if (!(error instanceof JSONRepairError)) throw error;
      const inLine = line + text.slice(0, error.position).split("\n").length - 1;
      const what = error.message.replace(/ at position \d+$/, "");
      throw refusal(inLine, `is not JSON, and what is meant is not clear (${what}); correct it.`);
    }
  }
}

/** Where the first thing begins that is no blank and no comment; undefined: it is no object. */
function beginning(text: string): number | undefined {
  const [before = ""] = /^(?:\s+|#[^\n]*|\/\/[^\n]*)*/.exec(text) ?? [];
  return text.charAt(before.length) === "{" ? before.length : undefined;
}

function slipsAsCorrections(slips: readonly Slip[], line: number): Correction[] {
  const comment = slips.find(({ kind }) => kind === "comment");
  return [
    ...(comment === undefined
      ? []
      : [{ line: line + comment.line - 1, message: "JSON has no comments; they are left out." }]),
    ...slips
      .filter(({ kind }) => kind === "block")
      .map((block) => ({
        line: line + block.line - 1,
        message: "a YAML block is no JSON; it is taken for a text of several lines.",
      })),
  ];
}

/** A repair moves no line, so what was done shows line by line. */
function repairs(text: string, repaired: string, firstLine: number): Correction[] {
  const after = repaired.split("\n");
  return text.split("\n").flatMap((before, index) => {
    const done = after[index] ?? "";
    return before === done ? [] : [{ line: firstLine + index, message: repairOf(before, done) }];
  });
}

function repairOf(before: string, after: string): string {
  const commas = occurrences(after, ",") - occurrences(before, ",");
  if (commas > 0) return "a comma was missing at the end of this line, and is added.";
  if (commas < 0) return "there was a comma too many, and it is left out.";
  if (occurrences(after, '"') > occurrences(before, '"'))
    return "a name or value had no quotes, and gets them.";
  return "this line was not JSON; it is taken for what it must mean.";
}

function occurrences(text: string, part: string): number {
  return text.split(part).length - 1;
}
