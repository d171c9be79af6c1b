import fc from "fast-check";
import { apply, byStack, claims, cluster, entries, fulfil, kustomization, plan } from "./builders";
import { request, someone } from "./builders";
import { foreignKustomization, foreignStream } from "./foreign-yaml";
import type { Claims } from "../../provider/claims/model";
import type { Files } from "./builders";
import type { ClaimRequest } from "../../provider/claims/request";

const ingress = "hosts/h/ingress.yaml";
const mine = { last: byStack("clusters/dev") };

/** Clusters of all sorts: with entries in a list, documents in a stream, shared files. */
const ourClusters = fc.uniqueArray(
  fc.record({
    name: fc.stringMatching(/^[a-z]{1,2}$/),
    ingress: fc.boolean(),
    shared: fc.boolean(),
    detail: fc.integer({ min: 0, max: 3 }),
  }),
  { minLength: 1, maxLength: 5, selector: ({ name }) => name },
);
type Sort = typeof ourClusters extends fc.Arbitrary<(infer One)[]> ? One : never;

const foreignTree: fc.Arbitrary<Files> = fc
  .record({
    kustomization: fc.option(foreignKustomization),
    ingress: fc.option(foreignStream),
    others: fc.dictionary(
      fc.stringMatching(/^(clusters|hosts|docs)\/[a-z]{3}-theirs\.(yaml|md)$/),
      fc.oneof(fc.string(), fc.constant("a: [ # broken\n"), fc.constant("# c\r\na: 1")),
      { maxKeys: 6, noNullPrototype: true },
    ),
  })
  .map(({ kustomization: list, ingress: stream, others }) => ({
    ...others,
    ...(list === null ? {} : { [kustomization]: list.text }),
    ...(stream === null ? {} : { [ingress]: stream.text }),
  }));

function claimsOf({ name, ingress: has, shared, detail }: Sort): Claims {
  const whole = cluster(name);
  const own = { kind: "Cluster", metadata: { name }, spec: { detail } };
  const document = { metadata: { name }, spec: { detail } };
  const list = { list: "", key: "metadata.name", scaffold: "# ingress\n" };
  // Who has files below `runtimes/` needs the shared file, as every worker does and no host.
  const elsewhere = { [`hosts/${name}/app.yaml`]: document };
  return {
    ...whole,
    documents: { ...(shared ? whole.documents : elsewhere), [`clusters/${name}.yaml`]: own },
    texts: shared ? whole.texts : {},
    entries: { ...whole.entries, ...(has ? { [ingress]: entries([document], list) } : {}) },
    shared: shared ? whole.shared : {},
  };
}

function urn(name: string): string {
  return `urn:${name}`;
}

function creations(sorts: readonly Sort[]): ClaimRequest[] {
  return sorts.map((sort) => request(urn(sort.name), { hold: claimsOf(sort) }));
}

function deletions(sorts: readonly Sort[]): ClaimRequest[] {
  return sorts.map((sort) => request(urn(sort.name), { held: claimsOf(sort) }));
}

/** Requests in another order, cut into batches; each batch sees what those before it came to. */
function batches(requests: readonly ClaimRequest[], seed: readonly number[]): ClaimRequest[][] {
  const order = requests.map((_, index) => index).sort((one, other) => weight(one) - weight(other));
  const cut: ClaimRequest[][] = [[]];
  for (const index of order) {
    if (weight(index + 1) % 2 === 0) cut.push([]);
    cut.at(-1)?.push(requests[index]!);
  }
  return cut;

  function weight(index: number): number {
    return seed[index % seed.length] ?? 0;
  }
}

const seeds = fc.array(fc.nat(100), { minLength: 6, maxLength: 6 });
const few = { numRuns: 150 };

test("every file that others wrote is byte for byte as it was, and every line of theirs in files we edit", () => {
  fc.assert(
    fc.property(foreignTree, ourClusters, (files, sorts) => {
      const after = fulfil(files, creations(sorts));
      for (const [path, text] of Object.entries(files)) {
        if (path !== kustomization && path !== ingress) expect(after[path]).toBe(text);
        const lines = new Set((after[path] ?? "").split(/\r?\n/));
        const lost = text.split(/\r?\n/).filter((line) => !lines.has(line));
        expect(lost.filter((line) => !line.includes("[]"))).toEqual([]);
      }
    }),
    few,
  );
});

test("a file that somebody else put where ours should go, or changed, is never written over", () => {
  fc.assert(
    fc.property(ourClusters, fc.nat(), fc.boolean(), (sorts, at, edited) => {
      const [sort] = sorts;
      const hold = claimsOf(sort!);
      const path = Object.keys(hold.documents)[at % 2]!;
      const files = edited ? fulfil({}, creations(sorts)) : {};
      const foreign = { ...files, [path]: "theirs: true\n" };
      const held = edited ? hold : undefined;
      const next = claimsOf({ ...sort!, detail: 9 });
      for (const asked of [request("urn:x", { hold: next, held }), request("urn:x", { held })]) {
        const after = apply(foreign, plan(foreign, [asked], { last: someone() }));
        expect(after[path]).toBe("theirs: true\n");
      }
    }),
    few,
  );
});

test("come and gone leaves no trace, whatever happens to other clusters in between", () => {
  fc.assert(
    fc.property(foreignTree, ourClusters, seeds, fc.nat(5), (files, sorts, seed, count) => {
      const staying = sorts.slice(0, count % sorts.length);
      const passing = sorts.slice(staying.length);
      const without = fulfil(files, creations(staying));
      let tree = files;
      for (const batch of batches(creations(sorts), seed)) tree = fulfil(tree, batch);
      for (const batch of batches(deletions(passing), seed)) tree = fulfil(tree, batch);
      expect(tree).toEqual(without);
      for (const batch of batches(deletions(staying), seed)) tree = fulfil(tree, batch);
      expect(tree).toEqual(files);
    }),
    few,
  );
});

test("neither order nor batching of requests matters", () => {
  fc.assert(
    fc.property(foreignTree, ourClusters, seeds, fc.nat(5), (files, sorts, seed, count) => {
      const old = sorts.slice(0, count);
      const before = fulfil(files, creations(old));
      const requests = [
        ...old.map((sort, at) =>
          request(urn(sort.name), {
            held: claimsOf(sort),
            hold:
              at % 2 === 0 ? undefined : claimsOf({ ...sort, detail: 9, ingress: !sort.ingress }),
          }),
        ),
        ...creations(sorts.slice(count)),
      ];
      const atOnce = fulfil(before, requests);
      let tree = before;
      for (const batch of batches(requests, seed)) tree = fulfil(tree, batch);
      expect(tree).toEqual(atOnce);
    }),
    few,
  );
});

test("planning twice plans nothing, be the first run recorded or cut off", () => {
  fc.assert(
    fc.property(foreignTree, ourClusters, (files, sorts) => {
      const requests = creations(sorts);
      const after = fulfil(files, requests);
      const recorded = requests.map((one) => ({ ...one, held: one.hold }));
      for (const again of [recorded, requests]) {
        const planned = plan(after, again, mine);
        expect(planned).toMatchObject({ changes: [], undecided: [] });
        expect(planned.refusals.size).toBe(0);
      }
    }),
    few,
  );
});

test("a bad request never fails its neighbours", () => {
  const guarded = claims({
    documents: { "x.yaml": { a: 1 } },
    requires: [{ path: "none.yaml", where: { exists: ["a"] }, when: "hold", message: "No." }],
  });
  const bad = fc.constantFrom<Claims>(
    claims({ documents: { "../x": { a: 1 } } }),
    claims({ documents: { "theirs.yaml": { b: 1 } } }),
    claims({ entries: { "theirs.yaml": entries(["x"], { list: "a" }) } }),
    claims({ entries: { "broken.yaml": entries(["x"]) } }),
    guarded,
  );
  fc.assert(
    fc.property(
      foreignTree,
      ourClusters,
      bad,
      fc.constantFrom("urn:", "urn:~"),
      (tree, sorts, hold, owner) => {
        const files = { ...tree, "theirs.yaml": "a: 1\n", "broken.yaml": "a: [\n" };
        const requests = creations(sorts);
        const planned = plan(files, [...requests, request(owner, { hold })]);
        expect([...planned.refusals.keys()]).toEqual([owner]);
        expect(planned.changes).toEqual(plan(files, requests).changes);
      },
    ),
    few,
  );
});

test("a hundred clusters of 38 files on a tree of 10,000 paths are planned at once", () => {
  const files = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, at) => [`runtimes/t${at % 300}/f${at}.yaml`, "a: 1\n"]),
  );
  const requests = Array.from({ length: 100 }, (_, at) => {
    const whole = cluster(`c${at}`);
    const more = Array.from({ length: 34 }, (_none, file) => [
      `runtimes/c${at}/more/f${file}.yaml`,
      {
        apiVersion: "v1",
        kind: "K",
        metadata: { name: `c${at}` },
        spec: { a: [1, 2, { b: "c" }], d: "e".repeat(300) },
      },
    ]);
    const documents = { ...whole.documents, ...Object.fromEntries(more) };
    return request(urn(`c${at}`), { hold: { ...whole, documents } });
  });
  const planned = plan(files, requests);
  expect(planned.refusals.size).toBe(0);
  expect(planned.changes.length).toBe(100 * 37 + 2);
});
