import { manifest } from "../package-version";

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
