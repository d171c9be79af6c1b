import { basename, resolve } from "node:path";

import { manifest } from "../package-version";
import { WrongUsage } from "../subcommand";

const namePattern = /^[A-Za-z][\w.-]{0,99}$/;

/** The name of a project: the one that is given, else that of its folder. @throws WrongUsage */
export function projectName(given: string | undefined, folder: string | undefined): string {
  if (given !== undefined && !namePattern.test(given))
    throw new WrongUsage(
      "--project is not a name; begin with a letter, and use letters, digits, -, _ and . only.",
    );
  const own = folder === undefined ? "" : basename(resolve(folder));
  return given ?? (namePattern.test(own) ? own : "clusters");
}

/** The files beside a program that make it a Pulumi project. */
export function projectFiles(name: string): Readonly<Record<string, string>> {
  return {
    "Pulumi.yaml": pulumiYaml(name),
    "package.json": `${JSON.stringify(packageJson(name), undefined, 2)}\n`,
    "tsconfig.json": tsconfig,
  };
}

function pulumiYaml(name: string): string {
  return `name: ${name}
runtime: { name: nodejs, options: { typescript: true } }
plugins:
  providers:
    - name: nautes
      path: node_modules/pulumi-nautes/plugin
`;
}

function packageJson(name: string): object {
  const { version, dependencies, devDependencies } = manifest();
  return {
    name: name.toLowerCase(),
    private: true,
    dependencies: {
      "@pulumi/pulumi": dependencies["@pulumi/pulumi"],
      "pulumi-nautes": `^${version}`,
    },
    devDependencies: {
      "@types/node": devDependencies["@types/node"],
      typescript: devDependencies["typescript"],
    },
  };
}

const tsconfig = `{
  "compilerOptions": {
    "target": "es2022",
    "module": "nodenext",
    "moduleResolution": "nodenext",
    "strict": true,
    "skipLibCheck": true,
    "noEmit": true
  },
  "files": ["index.ts"]
}
`;
