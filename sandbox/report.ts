import { join, relative } from "node:path";
import { tenantRepository, type Stage } from "./stage";

/** What runs where, as a table; paths are below the stage's folder. */
export function tableOf(stage: Stage): string {
  const { folder, etcd, charts, vault, clusters } = stage;
  const here = `${process.pid} (this one)`;
  const rows = [
    ["NAME", "ADDRESS", "PID", "KUBECONFIG", "LOG"],
    ...clusters.map(({ plane }) => [
      plane.name,
      plane.server,
      plane.pids.join(" "),
      relative(folder, plane.kubeconfigFile),
      join("clusters", plane.name, "*.log"),
    ]),
    ["etcd", etcd.url, String(etcd.pid), "", "etcd/etcd.log"],
    ["charts", charts.url, here, "", ""],
    ...(vault === undefined
      ? []
      : [["vault", vault.address, String(vault.pid), "", "vault/bao.log"]]),
    ["git", relative(folder, stage.repositories), "", "", ""],
  ];
  return `Everything is below ${folder}\n\n${aligned(rows)}`;
}

/** Lines to copy into another terminal. */
export function hintsFor(stage: Stage): string {
  const { environmentFile, repositories, charts, clusters } = stage;
  const [first] = clusters;
  return [
    "In another terminal:",
    "",
    `  . ${environmentFile}`,
    ...clusters.map(({ plane }) => `  kubectl --context ${plane.name} get pods --all-namespaces`),
    "",
    "In the folder of a Pulumi program, in that terminal:",
    "",
    `  pulumi config set nautes:repository ${tenantRepository}`,
    `  pulumi config set --path nautes:git.url ${repositories}`,
    ...(first === undefined ? [] : programLines(first.plane, charts.url)),
    "",
  ].join("\n");
}

/** As examples/push-quickstart reads them. */
function programLines(
  plane: { readonly server: string; readonly kubeconfigFile: string },
  charts: string,
): string[] {
  return [
    `  pulumi config set apiServer ${plane.server}`,
    `  pulumi config set --secret kubeconfig < ${plane.kubeconfigFile}`,
    `  pulumi config set charts ${charts}`,
  ];
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}
