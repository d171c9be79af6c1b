import * as pulumi from "@pulumi/pulumi";
import type { Path } from "../../components/derivation";
import { renderLeaves } from "../../components/leaf-outputs";
import type { Inputs, Recording } from "./recorder";
import { record, reveal, settle, unknown } from "./recorder";

interface Args {
  name: string;
  url: string;
  domain?: string | undefined;
  password?: string;
  names?: string[];
}

function render({ name, url, domain, password, names = [] }: Args) {
  if (!url.startsWith("https://")) throw new Error(`url ${url} is no URL`);
  const host = domain ?? url.replace("https://", "");
  return {
    files: { [name]: { url, host, text: `${url} of ${name}`, kind: "Cluster" }, names },
    login: { password: password ?? "none" },
  };
}

function specimensFor(path: Path): readonly [string, string] | undefined {
  return {
    url: ["https://a.example", "https://b.example"],
    domain: ["c", "d"],
    password: ["p", "q"],
  }[path.join(".")] as readonly [string, string] | undefined;
}

function rendered(args: object) {
  return renderLeaves(args as Args, {
    render,
    specimensFor,
    secrets: [["password"]],
    failed: (error) => new pulumi.RunError((error as Error).message),
  });
}

let recording: Recording;

beforeEach(() => {
  recording = record({ preview: true });
});

afterEach(async () => {
  await settle();
  recording.stop();
});

describe("rendering with outputs among the arguments", () => {
  test("leaves everything plain when there are none", () => {
    expect(rendered({ name: "x", url: "https://h" }).at(["files", "x"])).toEqual({
      url: "https://h",
      host: "h",
      text: "https://h of x",
      kind: "Cluster",
    });
  });

  test("makes only those leaves unknown that derive from what is not known yet", async () => {
    const file = rendered({ name: "x", url: unknown(), domain: "mine" }).at([
      "files",
      "x",
    ]) as Inputs;
    expect(await reveal(file.url)).toBe("unknown");
    expect(await reveal(file.text)).toBe("unknown");
    expect(file).toMatchObject({ host: "mine", kind: "Cluster" });
  });

  test("gives each leaf its value once that is known", async () => {
    const args = { name: "x", url: pulumi.output("https://h"), domain: Promise.resolve("mine") };
    const file = rendered(args).at(["files", "x"]);
    expect(await reveal(file)).toBe(
      JSON.stringify(render({ name: "x", url: "https://h", domain: "mine" }).files["x"]),
    );
  });

  test("does not wait for what a known value hides, but does when it hides nothing", async () => {
    const hidden = rendered({ name: "x", url: unknown(), domain: pulumi.output("mine") });
    expect(await reveal(hidden.at(["files", "x", "host"]))).toBe('"mine"');
    const needed = rendered({ name: "x", url: unknown(), domain: pulumi.output(undefined) });
    expect(await reveal(needed.at(["files", "x", "host"]))).toBe("unknown");
    const known = rendered({
      name: "x",
      url: pulumi.output("https://h"),
      domain: pulumi.output(undefined),
    });
    expect(await reveal(known.at(["files", "x", "host"]))).toBe('"h"');
  });

  test("keeps secrets on the leaves that derive from them", async () => {
    const made = rendered({ name: "x", url: pulumi.secret("https://h"), domain: "mine" });
    expect(await reveal(made.at(["files", "x", "text"]))).toBe('secret "https://h of x"');
    expect(made.at(["files", "x", "host"])).toBe("mine");
  });

  test("treats some arguments as secret even when they are plain", async () => {
    const made = rendered({ name: "x", url: "https://h", password: "p" });
    expect(await reveal(made.at(["login", "password"]))).toBe('secret "p"');
    expect(made.at(["files", "x", "url"])).toBe("https://h");
  });

  test("makes all one output when an output decides over the structure", async () => {
    const made = rendered({ name: pulumi.output("x"), url: "https://h" });
    expect(await reveal(made.at(["files"]))).toBe(
      JSON.stringify(render({ name: "x", url: "https://h" }).files),
    );
    expect(await reveal(rendered({ name: unknown(), url: "https://h" }).at(["login"]))).toBe(
      "unknown",
    );
  });

  test("refuses wrong plain arguments at once, also beside outputs", () => {
    expect(() => rendered({ name: "x", url: "ftp://h", domain: unknown() })).toThrow("is no URL");
  });

  test("fails with one clear error when an output turns out to be wrong", async () => {
    const made = rendered({ name: "x", url: pulumi.output("ftp://h"), domain: pulumi.output("d") });
    await expect(reveal(made.at(["files", "x", "url"]))).rejects.toThrow("url ftp://h is no URL");
    await settle();
    expect(recording.failures.map(({ message }) => message)).toEqual(["url ftp://h is no URL"]);
  });

  test("fails when outputs are wrong of which no leaf tells", async () => {
    rendered({ name: "x", url: pulumi.output("ftp://h") });
    await settle();
    expect(recording.failures.map(({ message }) => message)).toEqual(["url ftp://h is no URL"]);
  });
});
