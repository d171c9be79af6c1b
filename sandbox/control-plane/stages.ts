import { stringify } from "yaml";

/** What kwok does to nodes and pods: nodes are Ready at once, pods Ready after `podDelayMs`, pods of Jobs succeed, deleted pods go. */
export function kwokStages(podDelayMs: number): string {
  const stages = [
    stage("node-ready", "Node", [notReady], { statusTemplate: nodeReady }),
    stage(
      "node-heartbeat",
      "Node",
      [{ ...condition(".status.phase", "In"), values: ["Running"] }],
      { statusTemplate: `{{ $now := Now }}\n${nodeConditions}` },
      { durationMilliseconds: 600_000, jitterDurationMilliseconds: 610_000 },
    ),
    stage(
      "pod-ready",
      "Pod",
      [alive, { ...condition(".status.phase", "In"), values: ["Pending"] }, notReady],
      { statusTemplate: podReady },
      { durationMilliseconds: podDelayMs },
    ),
    // A virtual cluster's syncer that was not told yet may undo it; a kubelet would say it again.
    stage(
      "pod-ready-again",
      "Pod",
      [alive, { ...condition(".status.phase", "In"), values: ["Running"] }, notReady],
      { statusTemplate: `{{ $now := Now }}\n${podConditions}` },
      { durationMilliseconds: 500 },
    ),
    stage(
      "pod-complete",
      "Pod",
      [
        alive,
        { ...condition(".status.phase", "In"), values: ["Running"] },
        // Kept by virtual clusters, whose pods all have the same owner on the host.
        condition('.metadata.labels["batch.kubernetes.io/job-name"]', "Exists"),
      ],
      { statusTemplate: podComplete },
    ),
    stage("pod-delete", "Pod", [condition(".metadata.deletionTimestamp", "Exists")], {
      delete: true,
    }),
  ];
  return stages.map((each) => stringify(each)).join("---\n");
}

interface Condition {
  readonly key: string;
  readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
  readonly values?: readonly string[];
}

const alive = condition(".metadata.deletionTimestamp", "DoesNotExist");
const notReady: Condition = {
  ...condition('.status.conditions.[] | select( .type == "Ready" ) | .status', "NotIn"),
  values: ["True"],
};

function condition(key: string, operator: Condition["operator"]): Condition {
  return { key, operator };
}

function stage(
  name: string,
  kind: "Node" | "Pod",
  matchExpressions: readonly Condition[],
  next: object,
  delay?: object,
): object {
  return {
    apiVersion: "kwok.x-k8s.io/v1alpha1",
    kind: "Stage",
    metadata: { name },
    spec: { resourceRef: { apiGroup: "v1", kind }, selector: { matchExpressions }, delay, next },
  };
}

const nodeConditions = `conditions:
{{ range NodeConditions }}
- lastHeartbeatTime: {{ $now | Quote }}
  lastTransitionTime: {{ $now | Quote }}
  message: {{ .message | Quote }}
  reason: {{ .reason | Quote }}
  status: {{ .status | Quote }}
  type: {{ .type | Quote }}
{{ end }}
`;

const nodeReady = `{{ $now := Now }}
${nodeConditions}
addresses:
- address: {{ NodeIP | Quote }}
  type: InternalIP
- address: {{ NodeName | Quote }}
  type: Hostname
nodeInfo:
  architecture: amd64
  bootID: ""
  containerRuntimeVersion: kwok
  kernelVersion: kwok
  kubeProxyVersion: kwok
  kubeletVersion: kwok
  machineID: ""
  operatingSystem: linux
  osImage: ""
  systemUUID: ""
phase: Running
`;

const podConditions = `conditions:
{{ range $type := list "Initialized" "Ready" "ContainersReady" }}
- lastTransitionTime: {{ $now | Quote }}
  status: "True"
  type: {{ $type }}
{{ end }}
{{ range .spec.readinessGates }}
- lastTransitionTime: {{ $now | Quote }}
  status: "True"
  type: {{ .conditionType | Quote }}
{{ end }}
`;

const podReady = `{{ $now := Now }}
${podConditions}containerStatuses:
{{ range .spec.containers }}
- image: {{ .image | Quote }}
  name: {{ .name | Quote }}
  ready: true
  started: true
  restartCount: 0
  state:
    running:
      startedAt: {{ $now | Quote }}
{{ end }}
initContainerStatuses:
{{ range .spec.initContainers }}
- image: {{ .image | Quote }}
  name: {{ .name | Quote }}
  ready: true
  restartCount: 0
  state:
    {{ if eq .restartPolicy "Always" }}
    running:
      startedAt: {{ $now | Quote }}
    {{ else }}
    terminated:
      exitCode: 0
      finishedAt: {{ $now | Quote }}
      reason: Completed
      startedAt: {{ $now | Quote }}
    {{ end }}
{{ end }}
{{ with NodeIPsWith .spec.nodeName }}
hostIP: {{ index . 0 | Quote }}
hostIPs:
{{ range . }}
- ip: {{ . | Quote }}
{{ end }}
{{ end }}
{{ with PodIPsWith .spec.nodeName ( or .spec.hostNetwork false ) ( or .metadata.uid "" ) ( or .metadata.name "" ) ( or .metadata.namespace "" ) }}
podIP: {{ index . 0 | Quote }}
podIPs:
{{ range . }}
- ip: {{ . | Quote }}
{{ end }}
{{ end }}
phase: Running
startTime: {{ $now | Quote }}
`;

const podComplete = `{{ $now := Now }}
containerStatuses:
{{ range .spec.containers }}
- image: {{ .image | Quote }}
  name: {{ .name | Quote }}
  ready: false
  restartCount: 0
  started: false
  state:
    terminated:
      exitCode: 0
      finishedAt: {{ $now | Quote }}
      reason: Completed
      startedAt: {{ $now | Quote }}
{{ end }}
phase: Succeeded
`;
