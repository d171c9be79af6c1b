import { UNKNOWN } from "../../../provider/claims/model";
import { folders, ran } from "../scripted";
import type { Inputs } from "./steps";
import { printed, step, urnOf } from "./steps";

const { make, clear } = folders();
afterAll(clear);

const list = { list: "resources", scaffold: "resources: []\n", whenEmpty: "delete" };

async function planned(steps: readonly object[], diagnostics: readonly object[] = []) {
  return ran(["plan", "-"], { input: printed(steps, diagnostics) });
}

describe("The plan of a preview", () => {
  it("counts, and tells of each registration the files that are created, changed and deleted", async () => {
    const old = { documents: { "a.yaml": { kind: "A", size: 1 }, "gone.yaml": { kind: "Gone" } } };
    const news = { documents: { "a.yaml": { kind: "A", size: 2 }, "new.yaml": { kind: "New" } } };
    const { code, out, err } = await planned([
      { op: "same", urn: "urn:pulumi:dev::clusters::pulumi:pulumi:Stack::clusters-dev" },
      step("refresh", "pd", { old, news: old }),
      step("update", "pd", { old, news }),
      step("create", "pp", { news: { texts: { "t.txt": "one\n" } } }),
      step("delete", "h", { old }),
    ]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("## Plan of `clusters/dev`");
    expect(out).toContain(
      "This registers 1, updates 1, deregisters 1: 2 files created, 1 changed, 3 deleted.",
    );
    expect(out).toContain("<code>physical cluster pd</code>: 1 file created, 1 changed, 1 deleted");
    expect(out).toContain(
      "- changed `a.yaml`\n\n```diff\n@@ line 1 @@\n kind: A\n-size: 1\n+size: 2\n```",
    );
    expect(out).toContain("created <code>new.yaml</code></summary>\n\n```yaml\nkind: New\n```");
    expect(out).toContain("- deleted `gone.yaml`");
    const order = ["### Registers", "### Updates", "### Deregisters"];
    expect(order.map((heading) => out.indexOf(heading))).toEqual(
      order.map((heading) => out.indexOf(heading)).sort((a, b) => a - b),
    );
  });

  it("shows entries that come and go in the lists of shared files", async () => {
    function claim(...values: string[]) {
      return { entries: { "k.yaml": { ...list, values } } };
    }
    const { out } = await planned([
      step("update", "pd", { old: claim("a", "b"), news: claim("a", "c") }),
    ]);
    expect(out).toContain("1 list entry added, 1 removed");
    expect(out).toContain("1 entry added, 1 entry removed in `resources` of `k.yaml`");
    expect(out).toContain('```diff\n@@ line 1 @@\n - "a"\n-- "b"\n+- "c"\n```'.replaceAll('"', ""));
  });

  it("says of shared files on what they depend", async () => {
    const shared = { shared: { "s.yaml": { document: { kind: "S" }, keepWhile: "runtimes/" } } };
    const { out } = await planned([
      step("create", "pd", { news: shared }),
      step("delete", "pp", { old: shared }),
    ]);
    expect(out).toContain("shared, created unless it is there: <code>s.yaml</code>");
    expect(out).toContain("shared, deleted with its last user: `s.yaml`");
  });

  it("says what is known only after the update, and never takes it for a value", async () => {
    const { out } = await planned([
      step("create", "pd", {
        news: { documents: { "a.yaml": { url: `https://${UNKNOWN}:6443` } }, texts: UNKNOWN },
      }),
    ]);
    expect(out).toContain("https://[known after the update]:6443");
    expect(out).toContain("Its texts are not known before the update.");
    expect(out).not.toContain(UNKNOWN);
  });

  it.each([
    ["a text", { texts: { "t.txt": UNKNOWN } }, "text\n[known after the update]\n```"],
    ["a part of a text", { texts: { "t.txt": `at ${UNKNOWN}\n` } }, "at [known after the update]"],
    ["a document", { documents: { "a.yaml": UNKNOWN } }, '"[known after the update]"'],
    ["a shared file", { shared: { "s.yaml": UNKNOWN } }, '"[known after the update]"'],
    ["entries", { entries: { "k.yaml": UNKNOWN } }, "+- '[known after the update]'"],
    ["the values of entries", { entries: { "k.yaml": { ...list, values: UNKNOWN } } }, "1 entry"],
    ["a list", { entries: { "k.yaml": { values: ["a"], list: UNKNOWN } } }, "in `[known after"],
    ["a repository", { repository: UNKNOWN }, "In `[known after the update]@main`."],
    ["a branch", { branch: UNKNOWN }, "In `nautes/tenant@[known after the update]`."],
    [
      "a subject",
      { subject: `cluster ${UNKNOWN}` },
      "<code>cluster [known after the update]</code>",
    ],
  ])("never shows the engine's mark for what is not known yet: %s", async (_, news, says) => {
    const told = { severity: "warning", message: `warning: ${UNKNOWN} is odd` };
    const steps = [step("create", "pd", { news })];
    const { out } = await planned(steps, [told]);
    expect(out).toContain(says);
    expect(out).toContain("[known after the update] is odd");
    const json = await ran(["plan", "-", "--json"], { input: printed(steps, [told]) });
    expect(out + json.out).not.toContain(UNKNOWN);
  });

  it("tells that secrets change without showing them, in part or as a whole", async () => {
    const claims = { documents: { "a.yaml": { password: "[secret]" } }, texts: "[secret]" };
    const { out } = await planned([
      step("update", "pd", { old: claims, news: claims }, ['documents["a.yaml"].password']),
    ]);
    expect(out).toContain("- changed `a.yaml` `Only values that are secret change.`");
    expect(out).toContain("Its texts are secret as a whole");
  });

  it("masks what nobody marked as a secret: keys, tokens, passwords in URLs, values of Secrets", async () => {
    const key = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----";
    const secret = { kind: "Secret", data: { token: "aHVzaGh1c2g=" } };
    const news = {
      documents: { "s.yaml": secret, "u.yaml": { url: "https://me:hushhush@git.example.com/x" } },
      texts: { "k.txt": `${key}\nglpat-hushhushhushhushhush\n` },
    };
    const told = { severity: "warning", message: "warning: hvs.hushhushhushhushhushhush ended" };
    for (const format of [[], ["--json"]]) {
      const input = printed([step("create", "pd", { news })], [told]);
      const { out } = await ran(["plan", "-", ...format], { input });
      expect(out).not.toMatch(/hushhush|aHVzaGh1c2g|MHcCAQEE/);
      expect(out).toMatch(/\[private key\][^]*\[token\]/);
    }
  });

  it.each([
    ["a key", { texts: { "f.yaml": `-----BEGIN PRIVATE KEY-----\nM\n-----END PRIVATE KEY-----` } }],
    ["a value of a Secret", { documents: { "f.yaml": { kind: "Secret", data: { token: "M" } } } }],
    ["a password in a URL", { documents: { "f.yaml": { url: "https://me:M@git.example.com" } } }],
    ["one in a list", { entries: { "f.yaml": { ...list, values: ["https://me:M@a.example"] } } }],
    ["one in a shared file", { shared: { "f.yaml": { document: { url: "x://me:M@a.example" } } } }],
  ])("names the file of which only what is masked changes: %s", async (_, claims) => {
    const [old, news] = ["hushhush", "otherhush"].map(
      (secret) => JSON.parse(JSON.stringify(claims).replace("M", secret)) as Inputs,
    ) as [Inputs, Inputs];
    const { out } = await planned([step("update", "pd", { old, news })]);
    expect(out).toMatch(/^This updates 1: 1 (file changed|list entry added, 1 removed)\./m);
    expect(out).toMatch(/`f\.yaml`.* `Only values that are masked change\.`/);
    expect(out).not.toMatch(/hush/);
    const same = await planned([step("update", "pd", { old, news: old })]);
    expect(same.out).not.toContain("f.yaml");
  });

  it("of a file that another registration takes over says so once, and does not call it deleted", async () => {
    const claims = { documents: { "c.yaml": { usage: "host" } } };
    const news = { documents: { "c.yaml": { usage: "worker" } } };
    const { out } = await planned([
      step("create", "new", { news }),
      step("delete", "old", { old: claims }),
    ]);
    expect(out).toContain("changed `c.yaml` `Taken over from physical cluster old.`");
    expect(out).toContain("-usage: host\n+usage: worker");
    expect(out).toContain("A file goes over to another registration of this plan.");
    expect(out).not.toContain("deleted `c.yaml`");
  });

  it("of a registration that moves to another repository shows where to", async () => {
    const documents = { "a.yaml": { size: 1 } };
    const states = { old: { documents }, news: { documents, repository: "nautes/other" } };
    const { out } = await planned([step("replace", "pd", states)]);
    expect(out).toContain("In `nautes/other@main`.");
    expect(out).toContain("It moves from nautes/tenant@main");
    expect(out).toContain("created <code>a.yaml</code>");
  });

  it("lists what else changes, without the components themselves", async () => {
    const release = urnOf("pd-gateway", "kubernetes:helm.sh/v3:Release");
    const { out } = await planned([
      { op: "create", urn: release, newState: { custom: true, inputs: { values: "[secret]" } } },
      { op: "create", urn: urnOf("pd", "nautes:index:PhysicalCluster"), newState: {} },
    ]);
    expect(out).toContain("1 other resource change");
    expect(out).toContain("| `create` | `kubernetes:helm.sh/v3:Release` | `pd-gateway` |");
    expect(out).not.toContain("PhysicalCluster");
  });

  it("of a preview that failed has its errors first and exit code 1", async () => {
    const message =
      "error: <{%reset%}>The file a.yaml exists already.\nMove it. [claim-conflict]\n";
    const { code, out } = await planned([], [{ severity: "error", urn: urnOf("pd"), message }]);
    expect(code).toBe(1);
    expect(out).toMatch(/^## Plan of `clusters\/dev`\n\n\*\*The preview failed/);
    expect(out).toContain(
      "```text\npd: The file a.yaml exists already.\nMove it. [claim-conflict]\n```",
    );
  });

  it("of no change says so", async () => {
    const { code, out } = await planned([]);
    expect([code, out]).toEqual([0, "## Plan\n\nNothing changes.\n"]);
  });
});

describe("plan", () => {
  it("prints everything as JSON", async () => {
    const folder = make({
      "p.json": printed([step("create", "pd", { news: { documents: { "a.yaml": { size: 1 } } } })]),
    });
    const { code, out } = await ran(["plan", `${folder}/p.json`, "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      ok: true,
      stack: "clusters/dev",
      counts: { register: 1, files: { create: 1 } },
      subjects: [
        {
          verb: "register",
          subject: "physical cluster pd",
          place: "nautes/tenant@main",
          files: [{ path: "a.yaml", form: "document", action: "create", after: "size: 1\n" }],
        },
      ],
      diagnostics: [],
    });
  });

  it.each([
    ["{", /is not what `pulumi preview --json` prints/],
    ['{"sequence":1}\n{"sequence":2}', /not streamed/],
    ["{}", /is not what/],
    ['{"steps":[{"op":1}]}', /is not what/],
  ])("says that %j is no preview", async (input, says) => {
    const { code, out, err } = await ran(["plan", "-"], { input });
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(says);
  });

  it.each([
    [["plan", "a", "b"], /more than one file/],
    [["plan", "/nowhere/at/all"], /cannot be read \(ENOENT\)/],
    [["plan", "-C", "/nowhere/at/all"], /There is no folder \/nowhere\/at\/all/],
    [["plan", "-", "--stack", "dev"], /no preview is run/],
    [["plan", "--limit", "many"], /--limit is a number of bytes, 2000 or more/],
    [["plan", "--limit", "10"], /2000 or more/],
    [["plan", "--nope"], /There is no option --nope/],
    [["plan", "--", "--show-secrets"], /cannot be given/],
  ])("%j is wrong usage", async (args, says) => {
    const { code, out, err } = await ran(args);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(says);
    expect(err).toContain("npx pulumi-nautes plan --help");
  });
});
