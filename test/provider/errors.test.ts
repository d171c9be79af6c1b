import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { errorCodes, isNautesError, NautesError } from "../../provider/errors";
import { packageRoot } from "../support/plugin";

describe("Errors", () => {
  it("have no code that nothing is refused with", () => {
    const folder = join(packageRoot, "provider");
    const sources = readdirSync(folder, { recursive: true })
      .map(String)
      .filter((path) => path.endsWith(".ts") && path !== "errors.ts")
      .map((path) => readFileSync(join(folder, path), "utf8"));
    const refusals = sources
      .join("\n")
      .matchAll(/(?:Error|refuse|Refusal|Passing)\(\s*"([a-z-]+)"|code: "([a-z-]+)"/g);
    const used = new Set([...refusals].map(([, first, second]) => first ?? second));
    expect(Object.keys(errorCodes).filter((code) => !used.has(code))).toEqual([]);
  });

  it("say what is wrong first, then what to do", () => {
    const error = new NautesError("not-found", "It is gone.", { remedy: "Look elsewhere." });
    expect(error.message).toBe("It is gone.\nLook elsewhere.");
  });

  it("are told apart by their codes", () => {
    const error = new NautesError("not-found", "It is gone.");
    expect(isNautesError(error)).toBe(true);
    expect(isNautesError(error, "not-found", "cancelled")).toBe(true);
    expect(isNautesError(error, "cancelled")).toBe(false);
    expect(isNautesError(new Error("It is gone."))).toBe(false);
  });
});
