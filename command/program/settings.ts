import { camelCase, joined } from "./names";
import type { Names } from "./names";
import { call, code } from "./source";
import type { Source } from "./source";

/** A value that the program takes from the configuration of its stack. */
export interface Setting {
  /** Its name in the configuration, and of the constant if it has one. */
  readonly key: string;
  readonly type: "text" | "number" | "secret";
  /** What it is, and where that stands, e.g. `kubeconfig of pd, script.sh:12`. */
  readonly what: string;
  /** Whether the program says it once, in a constant, or where it is used. */
  readonly constant: boolean;
}

const methods = { text: "require", number: "requireNumber", secret: "requireSecret" } as const;

/** The settings of a program while it is put together. */
export class Settings {
  readonly all: Setting[] = [];
  readonly #names: Names;

  constructor(names: Names) {
    this.#names = names;
  }

  /** A new setting, whose key is `name`, with `of` before it if that is given. */
  add(name: string, of: string, setting: Omit<Setting, "key">): Setting {
    const wish = of === "" ? camelCase(name) : joined(of, name);
    const added = { ...setting, key: this.#names.give(wish, "value") };
    this.all.push(added);
    return added;
  }
}

/** How the program asks for a setting. */
export function asked({ key, type }: Setting): Source {
  return call(`config.${methods[type]}`, key);
}

/** How the program names a setting where it uses it. */
export function used(setting: Setting): Source {
  return setting.constant ? code(setting.key) : asked(setting);
}
