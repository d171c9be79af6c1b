import fc from "fast-check";

/** A list that somebody else wrote, in their own way. */
export interface ForeignList {
  readonly text: string;
  /** The names of its entries. */
  readonly names: readonly string[];
  readonly comments: readonly string[];
}

const foreignNames = fc.uniqueArray(
  fc.stringMatching(/^[a-z]{1,3}$/).map((name) => `${name}-theirs`),
  { maxLength: 6 },
);
const space = fc.constantFrom("", "", "\n", "  # note\n", "# about it\n", "\n# more\n");
const inline = fc.constantFrom("", "", " # why", "  ");
const ends = fc.record({ crlf: fc.boolean(), finalNewline: fc.boolean() });

type Ends = { readonly crlf: boolean; readonly finalNewline: boolean };

/** A kustomization with a list `resources` among other things. */
export const foreignKustomization: fc.Arbitrary<ForeignList> = fc
  .record({
    head: fc.constantFrom(
      "",
      "# hand-written\n",
      "---\n# ours\napiVersion: v1 # x\n",
      "patches:\n  - b\n",
    ),
    tail: fc.constantFrom("", "# the end\n", "namespace: x\n", "\nnamePrefix: |\n  a\n"),
    indent: fc.constantFrom("", "  ", "    "),
    names: foreignNames,
    quote: fc.constantFrom("", "'", '"'),
    leads: fc.array(space, { minLength: 6, maxLength: 6 }),
    notes: fc.array(inline, { minLength: 6, maxLength: 6 }),
    onKey: fc.constantFrom("", " # list"),
    ends,
  })
  .map(({ head, tail, indent, names, quote, leads, notes, onKey, ends: how }) => {
    const items = names.map(
      (name, at) => `${leads[at] ?? ""}${indent}- ${quote}${name}${quote}${notes[at] ?? ""}\n`,
    );
    const key = names.length === 0 ? `resources: []${onKey}\n` : `resources:${onKey}\n`;
    return foreign(head + key + items.join("") + tail, names, how);
  });

/** A stream of documents, with a header, comments and documents that say nothing. */
export const foreignStream: fc.Arbitrary<ForeignList> = fc
  .record({
    head: fc.constantFrom("# hand-written\n", "---\n# nothing\n", "# a\n---\n"),
    bare: fc.boolean(),
    names: foreignNames,
    leads: fc.array(fc.constantFrom("", "", "# note\n", "---\n# nothing here\n"), {
      minLength: 6,
      maxLength: 6,
    }),
    inner: fc.array(fc.constantFrom("", "# inner\n", "data: |\n  - x # no comment\n"), {
      minLength: 6,
      maxLength: 6,
    }),
    tail: fc.constantFrom("", "# the end\n"),
    ends,
  })
  .map(({ head, bare, names, leads, inner, tail, ends: how }) => {
    const documents = names.map((name, at) => {
      const mark = at === 0 && bare ? "" : "---\n";
      return `${at === 0 ? "" : (leads[at] ?? "")}${mark}${inner[at] ?? ""}metadata: {name: "${name}"}\n`;
    });
    return foreign(head + documents.join("") + tail, names, how);
  });

function foreign(
  text: string,
  names: readonly string[],
  { crlf, finalNewline }: Ends,
): ForeignList {
  const ended = finalNewline ? text : text.replace(/\n$/, "");
  return {
    text: crlf ? ended.replaceAll("\n", "\r\n") : ended,
    names,
    comments: [...text.matchAll(/# [a-z ]+/g)].map(([comment]) => comment.trim()),
  };
}
