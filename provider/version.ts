import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The folder that holds package.json, schema.json and dist. */
export const packageFolder = join(__dirname, "..", "..");

/** The version of this package, as package.json says. */
export const version = (
  JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as { version: string }
).version;
