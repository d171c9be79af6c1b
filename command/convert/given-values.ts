import { WrongUsage } from "../subcommand";

/** Where a variable is: a request of a file. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

interface Given {
  readonly name: string;
  /** `12` or `file:12`; undefined: everywhere. */
  readonly at: string | undefined;
  readonly value: string;
  used: boolean;
}

/** The values that `--set` gives to variables. */
export class GivenValues {
  readonly #all: readonly Given[];

  /** @throws WrongUsage for what is not `NAME=VALUE` or `NAME@LINE=VALUE` */
  constructor(given: readonly string[]) {
    this.#all = given.map(parse);
  }

  /** The value of a variable in a request that begins at a place; one for that place goes before one for all. */
  of(name: string, { file, line }: Place): string | undefined {
    const its = this.#all.filter((one) => one.name === name);
    const here = [`${file}:${line}`, String(line), undefined]
      .map((at) => its.find((one) => one.at === at))
      .find((one) => one !== undefined);
    if (here !== undefined) here.used = true;
    return here?.value;
  }

  /** What nothing asked for. @throws WrongUsage if there is any */
  demandAllUsed(): void {
    const unused = this.#all.find(({ used }) => !used);
    if (unused === undefined) return;
    const { name, at } = unused;
    const where = at === undefined ? "in these files" : `in a request at ${at}`;
    throw new WrongUsage(`There is no variable ${name} ${where}; leave out --set ${name}.`);
  }
}

/** The value may be a secret, so no message has it. */
function parse(given: string): Given {
  const [, name, at, value] = /^\$?([^@=]+)(?:@([^=]+))?=([^]*)$/.exec(given) ?? [];
  if (name === undefined || value === undefined)
    throw new WrongUsage("--set takes NAME=VALUE, or NAME@LINE=VALUE; give it so.");
  return { name, at, value, used: false };
}
