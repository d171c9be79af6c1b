const strip = "-s -w";

const kubernetes = "v1.36.4";
const kubernetesFlags = [
  strip,
  ...["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"].flatMap((at) => [
    `-X ${at}.gitVersion=${kubernetes} -X ${at}.gitMajor=1 -X ${at}.gitMinor=36`,
    `-X ${at}.gitTreeState=clean`,
  ]),
  // Without these `helm template` takes Kubernetes for v1.20.
  ...["helm.sh/helm/v3/pkg/chartutil", "helm.sh/helm/v3/pkg/lint/rules"].map(
    (at) => `-X ${at}.k8sVersionMajor=1 -X ${at}.k8sVersionMinor=36`,
  ),
].join(" ");

/** Where Go modules cannot name a file to embed: which file of which dependency to copy, with this version set in it. */
const kubernetesSchema = {
  dependency: "github.com/pulumi/pulumi-kubernetes/provider/v4",
  file: "cmd/pulumi-resource-kubernetes/schema.json",
  version: "4.25.0",
};

/** What is needed of a dependency beside its program: which folder of it to put beside the program, under which name. */
const vclusterChart = {
  dependency: "github.com/loft-sh/vcluster",
  folder: "chart",
  as: "vcluster-chart",
};

/**
 * The tools, in the sets in which they are taken: all of a set from one folder, be it on PATH or in our cache.
 *
 * - `tools`: program → how PATH's is asked for its version, and which versions fit (`from` ≤ version < `below`); one
 *   without `ask` is taken from the folder of the one before it, and a set whose first has none is always built
 * - `builds`: folder of a pinned Go module beside this file, name of the program if Go would name it otherwise
 * - `minutes`, `gigabytes`: of a cold build, with downloads, measured on two cores
 */
export const toolSets = [
  {
    name: "pulumi",
    tools: {
      pulumi: { ask: ["version"], from: "3.259.0", below: "4.0.0" },
      "pulumi-language-nodejs": {},
    },
    builds: [
      {
        module: "pulumi",
        tags: "osusergo grpcnotrace",
        ldflags: `${strip} -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v3.259.0`,
        packages: ["github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"],
      },
      {
        module: "pulumi-nodejs",
        ldflags: strip,
        packages: ["github.com/pulumi/pulumi/sdk/nodejs/cmd/pulumi-language-nodejs/v3"],
      },
    ],
    minutes: 4,
    gigabytes: 5,
  },
  {
    name: "kubernetes",
    tools: {
      "kube-apiserver": { ask: ["--version"], from: "1.36.0", below: "1.37.0" },
      "kube-controller-manager": { ask: ["--version"], from: "1.36.0", below: "1.37.0" },
      "kube-scheduler": { ask: ["--version"], from: "1.36.0", below: "1.37.0" },
      kubectl: { ask: ["version", "--client"], from: "1.36.0", below: "1.37.0" },
    },
    builds: [
      {
        module: "kubernetes",
        ldflags: kubernetesFlags,
        packages: [
          "k8s.io/kubernetes/cmd/kube-apiserver",
          "k8s.io/kubernetes/cmd/kube-controller-manager",
          "k8s.io/kubernetes/cmd/kube-scheduler",
          "k8s.io/kubernetes/cmd/kubectl",
        ],
      },
    ],
    minutes: 5,
    gigabytes: 4,
  },
  {
    name: "kwok",
    tools: { kwok: { ask: ["--version"], from: "0.8.0", below: "0.9.0" } },
    builds: [
      { module: "kubernetes", ldflags: kubernetesFlags, packages: ["sigs.k8s.io/kwok/cmd/kwok"] },
    ],
    minutes: 1,
    gigabytes: 1,
  },
  {
    name: "helm",
    tools: { helm: { ask: ["version", "--short"], from: "3.18.0", below: "4.0.0" } },
    builds: [
      { module: "kubernetes", ldflags: kubernetesFlags, packages: ["helm.sh/helm/v3/cmd/helm"] },
    ],
    minutes: 1,
    gigabytes: 1,
  },
  {
    name: "etcd",
    tools: { etcd: { ask: ["--version"], from: "3.5.0", below: "4.0.0" } },
    builds: [
      {
        module: "kubernetes",
        ldflags: strip,
        packages: ["go.etcd.io/etcd/server/v3"],
        output: "etcd",
      },
    ],
    minutes: 1,
    gigabytes: 1,
  },
  {
    name: "vcluster-syncer",
    tools: { "vcluster-syncer": {} },
    builds: [
      {
        module: "kubernetes",
        ldflags: `${strip} -X github.com/loft-sh/vcluster/pkg/telemetry.SyncerVersion=0.36.1`,
        packages: ["github.com/loft-sh/vcluster/cmd/vcluster"],
        output: "vcluster-syncer",
        carry: vclusterChart,
      },
    ],
    minutes: 2,
    gigabytes: 2,
  },
  {
    name: "pulumi-resource-kubernetes",
    tools: { "pulumi-resource-kubernetes": {} },
    builds: [
      {
        module: "provider-kubernetes",
        embed: kubernetesSchema,
        ldflags: `${strip} -X main.version=4.25.0 -X github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/version.Version=4.25.0`,
        packages: ["."],
        output: "pulumi-resource-kubernetes",
      },
    ],
    minutes: 7,
    gigabytes: 4,
  },
  {
    name: "bao",
    tools: { bao: { ask: ["version"], from: "2.4.0", below: "3.0.0" } },
    builds: [
      {
        module: "openbao",
        ldflags: `${strip} -X github.com/openbao/openbao/version.fullVersion=2.4.0`,
        packages: ["github.com/openbao/openbao"],
        output: "bao",
      },
    ],
    minutes: 3,
    gigabytes: 2,
  },
];
