import * as pulumi from "@pulumi/pulumi";
import type { ConfigFilesArgs } from "../provider/sdk";
import { ConfigFiles } from "../provider/sdk";
import { explained, failAtEnd } from "./failure";
import { inherited } from "./inherited";
import type { Rendered } from "./leaf-outputs";
import { renderLeaves } from "./leaf-outputs";
import type { Registration } from "./registration";
import { secretArguments } from "./secret-arguments";
import { standInComponent } from "./source-position";
import { specimensFor } from "./specimens";

/** Arguments that decide how files are written, not what is in them. */
interface WritingArgs {
  readonly repository?: pulumi.Input<string> | undefined;
  readonly adopt?: boolean | undefined;
  readonly allowSecretsInFiles?: boolean | undefined;
}

type Guards = Registration<unknown>["claims"]["forbids"];

/** Guards of files, and where the files are. */
export interface Leaving {
  readonly repository?: pulumi.Input<string>;
  readonly forbids?: pulumi.Input<Guards>;
}

/** A registration of which every part is plain, or an output of its own. */
export interface Registered<Facts> {
  /** A derived value. */
  fact<Key extends keyof Facts & string>(key: Key): pulumi.Output<Facts[Key]>;
  /** Like {@link fact}, but plain where it does not derive from an output. */
  rawFact<Key extends keyof Facts & string>(key: Key): pulumi.Input<Facts[Key]>;
  /** Whether the arguments are good, as far as they are known, and those of what the component needs. */
  readonly sound: boolean;
  /** What must not be in any file when these are given up, for whoever deletes what they stand for. */
  leaving(): Leaving;
  /** Makes the resource that writes the files, a child of the component, whose options are `opts`, after `after`. */
  write(
    name: string,
    opts: pulumi.ComponentResourceOptions,
    after?: readonly pulumi.Resource[],
  ): ConfigFiles;
}

const parts = [
  "subject",
  "documents",
  "texts",
  "entries",
  "shared",
  "requires",
  "forbids",
] as const satisfies readonly (keyof Registration<unknown>["claims"])[];

/** Components of which nothing is written in this preview. */
const leftOut = new WeakSet<pulumi.Resource>();

/** Has nothing of the component written in this preview, nor of what needs it. */
export function leaveOut(component: pulumi.Resource): void {
  leftOut.add(component);
}

/**
 * Renders what `args` describe. Wrong ones fail a preview, but only at its end, so that one preview reports those of
 * all components; outside of a preview they end the program at once. What needs a component with wrong arguments, one
 * of the `predecessors`, is not written either: it would only fail for the lack of that.
 */
export function registered<Facts>(
  component: pulumi.ComponentResource,
  register: (args: never) => Registration<Facts>,
  args: WritingArgs & Readonly<Record<string, unknown>>,
  predecessors: readonly pulumi.Resource[] = [],
): Registered<Facts> {
  const { repository, adopt, ...described } = args;
  if (predecessors.some((one) => leftOut.has(one))) leaveOut(component);
  try {
    const rendered = renderLeaves(described, {
      render: register as (args: object) => Registration<Facts>,
      specimensFor,
      mayVary: ([claims, documents, file, ...inside]) =>
        claims === "claims" && documents === "documents" && file !== undefined && inside.length > 0,
      secrets: secretArguments,
      failed: (error) => explained(component, error),
    });
    const { allowSecretsInFiles } = described;
    return valid(component, rendered, { repository, adopt, allowSecretsInFiles });
  } catch (error) {
    const reported = explained(component, error);
    if (!pulumi.runtime.isDryRun()) throw reported;
    failAtEnd(reported);
    leaveOut(component);
    return invalid(component);
  }
}

function valid<Facts>(
  component: pulumi.ComponentResource,
  rendered: Rendered,
  writing: WritingArgs,
): Registered<Facts> {
  return {
    get sound() {
      return !leftOut.has(component);
    },
    fact: (key) => pulumi.output(rendered.at(["facts", key]) as never),
    rawFact: (key) => rendered.at(["facts", key]) as never,
    leaving: () => {
      const { repository } = writing;
      const forbids = released(rendered.at(["claims", "forbids"]) as Guards);
      return { ...(repository === undefined ? {} : { repository }), forbids };
    },
    write: (name, opts, after = []) => {
      if (leftOut.has(component)) return nothing(component);
      const claims = parts
        .map((part) => [part, rendered.at(["claims", part])] as const)
        .filter(([, value]) => !isEmpty(value));
      const args = { ...Object.fromEntries(claims), ...writing } as Omit<
        ConfigFilesArgs,
        "subject"
      >;
      const options = {
        ...inherited(component, opts),
        ...(after.length === 0 ? {} : { dependsOn: [...after] }),
      };
      return standInComponent(() => new ConfigFiles(name, args as ConfigFilesArgs, options));
    },
  };
}

/** Those of the guards that are asked when files are given up. */
function released(guards: pulumi.Output<Guards> | Guards): pulumi.Output<Guards> | Guards {
  if (pulumi.Output.isInstance(guards)) return guards.apply(ofRelease);
  return ofRelease(guards);
}

function ofRelease(guards: Guards): Guards {
  return guards.filter(({ when }) => when === "release");
}

/** Nothing to say, nothing to preview, nothing to keep in state. */
function isEmpty(value: unknown): boolean {
  if (pulumi.Output.isInstance(value) || typeof value !== "object" || value === null) return false;
  return Object.keys(value).length === 0;
}

function invalid<Facts>(component: pulumi.ComponentResource): Registered<Facts> {
  return {
    sound: false,
    fact: unknown,
    rawFact: unknown,
    leaving: () => ({}),
    write: () => nothing(component),
  };
}

/** Stands for files that are not written, so that what uses it is previewed all the same. */
function nothing(component: pulumi.ComponentResource): ConfigFiles {
  const files: object = Object.assign(new pulumi.DependencyResource(""), {
    urn: component.urn,
    id: unknown(),
    commit: unknown(),
    seen: unknown(),
  });
  return files as ConfigFiles;
}

function unknown(): pulumi.Output<never> {
  return pulumi.output(pulumi.unknown) as pulumi.Output<never>;
}
