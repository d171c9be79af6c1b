import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The numbers of the rows of docs/nautes-differences.md. */
export function documentedRows(): number[] {
  const text = readFileSync(join(__dirname, "../../docs/nautes-differences.md"), "utf8");
  return [...text.matchAll(/^\| (\d+) +\|/gm)].map(([, number]) => Number(number));
}

/** The numbers at the beginning of names of tests in a file of this folder. */
export function testedRows(file: string): number[] {
  const text = readFileSync(join(__dirname, file), "utf8");
  return [...text.matchAll(/^test\(\s*"(\d+): /gm)].map(([, number]) => Number(number));
}
