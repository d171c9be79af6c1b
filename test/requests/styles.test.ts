import fc from "fast-check";

import { argsFromCliFile, clusterArgsFromRequest } from "../../components/requests";
import { newestRequest } from "./newest";
import { withSlips } from "./slips";
import { styles } from "./styles";
import { indented } from "./lines";

const options = { url: "https://nautes.example.com/api/v1/clusters/c1" };

/** What slips there are, is drawn anew at each place. */
const chances = fc.infiniteStream(fc.integer({ min: 0, max: 3 }).map((drawn) => drawn === 0));

test.each(Object.entries(styles))(
  "any valid request of the newest generation gives the same arguments in the style of %s",
  (_, style) => {
    fc.assert(
      fc.property(newestRequest, chances, (request, stream) => {
        const expected = clusterArgsFromRequest(request.body, options);
        const text = withSlips(style(request), () => stream.next().value === true);
        const { kind, args } = clusterArgsFromRequest(text, options);
        expect({ kind, args }).toEqual({ kind: expected.kind, args: expected.args });
      }),
      { numRuns: 30 },
    );
  },
);

test("any valid request gives the same arguments as a file of the command line", () => {
  const style = styles["v0.4 command line"];
  fc.assert(
    fc.property(newestRequest, (request) => {
      const spec = JSON.stringify({ name: "c1", ...style?.(request) }, null, 2);
      const file = ["kind: Cluster", "spec:", ...indented(spec, 2)].join("\n");
      const [cluster] = argsFromCliFile(file).clusters;
      const { kind, args } = clusterArgsFromRequest(request.body, options);
      expect({ kind: cluster?.kind, args: cluster?.args }).toEqual({ kind, args });
    }),
    { numRuns: 30 },
  );
});

test("no text makes the translation fail otherwise than with a sentence", () => {
  const pieces = fc.constantFrom(
    ..."{}[]:,\"'#|>$.<`/\\ \n\t\r".split(""),
    ...[
      "...",
      "${a}",
      "{{ a }}",
      "api_server",
      "traefik",
      "kubeconfig",
      "null",
      "1",
      "//",
      "/*",
      "*/",
      "é",
      "\u0000",
    ],
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
      for (const text of [parts.join(""), `{${parts.join("")}}`])
        for (const translate of [clusterArgsFromRequest, argsFromCliFile])
          try {
            translate(text);
          } catch (error) {
            expect(error).toHaveProperty("name", "InvalidRequest");
          }
    }),
    { numRuns: 200 },
  );
});
