import { readFileSync } from "node:fs";
import { join } from "node:path";
import { errorCodes } from "../provider/errors";
import { importRules as rules } from "./support/import-rules";
import type { Import } from "./support/imports";
import { circlesIn, importsBelow } from "./support/imports";
import { packageRoot } from "./support/plugin";

const imports = ["provider", "components", "command", "examples"].flatMap((folder) =>
  importsBelow(join(packageRoot, folder), packageRoot),
);

test("arrows point one way: every folder imports only what its rule allows", () => {
  expect(imports.length).toBeGreaterThan(100);
  expect(imports.filter((found) => !allowed(found)).map(arrow)).toEqual([]);
});

test("every rule is in use, so that none outlives its folder", () => {
  const used = new Set(imports.map(({ from }) => ruleOf(from)));
  expect(Object.keys(rules).filter((name) => !used.has(name))).toEqual([
    "provider/errors",
    "provider/kubeconfig-context",
    "provider/kubeconfig-text",
    "provider/name-distance",
  ]);
});

test("registration, adoption, charts, runtime, requests, claims and the reader of Nautes' files are pure: no Pulumi, no input or output", () => {
  const pure = imports.filter(({ from }) =>
    /^(provider\/(claims|nautes-files)|components\/(registration|adoption|charts|runtime|requests))\//.test(
      from,
    ),
  );
  const impure = /^(@pulumi\/|@grpc\/|node:(?!crypto$))/;
  expect(pure.filter(({ to }) => impure.test(to)).map(arrow)).toEqual([]);
});

test("only provider/sdk loads Pulumi's SDK in the provider", () => {
  const sdk = imports.filter(
    ({ from, to }) => from.startsWith("provider/") && /^@pulumi\//.test(to),
  );
  const loading = sdk.filter(({ to }) => !to.startsWith("@pulumi/pulumi/proto/"));
  const folders = loading.map(({ from }) => from.split("/").slice(0, 2).join("/"));
  expect(new Set(folders)).toEqual(new Set(["provider/sdk"]));
});

test("the provider never imports components", () => {
  const crossing = imports.filter(
    ({ from, to }) => from.startsWith("provider/") && to.startsWith("components/"),
  );
  expect(crossing.map(arrow)).toEqual([]);
});

test("there are no circular imports", () => {
  expect(circlesIn(imports)).toEqual([]);
});

test("every error code is explained in docs/errors.md, and nothing else is", () => {
  const page = readFileSync(join(packageRoot, "docs", "errors.md"), "utf8");
  const explained = [...page.matchAll(/^\| `([a-z-]+)`/gm)].map(([, code]) => code);
  expect(explained.sort()).toEqual(Object.keys(errorCodes).sort());
});

function allowed({ from, to, typeOnly }: Import): boolean {
  const own = ruleOf(from);
  const rule = rules[own]!;
  if (!/^(provider|components|command|examples|sandbox|test|bench)\//.test(to)) {
    return rule.packages?.some((name) => fits(to, name)) === true;
  }
  const target = ruleOf(to);
  return target === own || rule.to.includes(target) || (typeOnly && !!rule.types?.includes(target));
}

function ruleOf(file: string): string {
  const names = Object.keys(rules).filter((name) => file === name || file.startsWith(`${name}/`));
  return names.sort((a, b) => b.length - a.length)[0] ?? file;
}

function fits(name: string, pattern: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

function arrow({ from, to, typeOnly }: Import): string {
  return `${from} → ${to}${typeOnly ? " (types)" : ""}`;
}
