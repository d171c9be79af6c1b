import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../support/plugin";

/** What the protocol itself needs. */
const needed = ["@grpc/grpc-js", "@pulumi/pulumi", "google-protobuf"];

test("before its port line the plugin loads no package but those of its protocol", () => {
  const server = join(packageRoot, "dist", "provider", "server.js");
  const script = `require(${JSON.stringify(server)}); console.log(Object.keys(require.cache).join("\\n"))`;
  const loaded = execFileSync(process.execPath, ["-e", script]).toString();
  const { dependencies } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  const packages = Object.keys(dependencies).filter((name) =>
    loaded.includes(`/node_modules/${name}/`),
  );
  expect(packages.sort()).toEqual(needed);
});
