import type { ApiClient, KubeObject } from "./api-client";
import { keepReconciling, type Reconciler } from "./reconcile";

const provisioner = "sandbox/volumes";

export const storageClass = {
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: {
    name: "standard",
    annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
  },
  provisioner,
  reclaimPolicy: "Delete",
  volumeBindingMode: "Immediate",
};

const claims = "/api/v1/persistentvolumeclaims";
const volumes = "/api/v1/persistentvolumes";

interface Claim extends KubeObject {
  readonly spec: {
    readonly storageClassName?: string;
    readonly volumeName?: string;
    readonly accessModes: readonly string[];
    readonly resources: { readonly requests: Readonly<Record<string, string>> };
  };
}

interface Volume extends KubeObject {
  readonly spec: { readonly storageClassName?: string };
  readonly status?: { readonly phase?: string };
}

/**
 * Makes a volume for every claim of the sandbox's StorageClass, and deletes it after the claim. The controller manager has such a
 * provisioner too, but that one makes and removes folders below /tmp of this machine; these volumes are names only.
 */
export function provisionVolumes(client: ApiClient): Reconciler {
  return keepReconciling(client, [claims, volumes], async (listed) => {
    const present = listed(volumes) as readonly Volume[];
    const names = new Set(present.map(({ metadata }) => metadata.name));
    for (const claim of listed(claims) as readonly Claim[]) {
      const { storageClassName, volumeName } = claim.spec;
      if (storageClassName !== storageClass.metadata.name || volumeName !== undefined) continue;
      const volume = volumeFor(claim);
      if (!names.has(volume.metadata.name)) await client.request("POST", volumes, volume);
    }
    for (const { metadata, spec, status } of present) {
      const ours = spec.storageClassName === storageClass.metadata.name;
      if (!ours || status?.phase !== "Released" || metadata.deletionTimestamp !== undefined)
        continue;
      await client.request("DELETE", `${volumes}/${metadata.name}`);
    }
  });
}

function volumeFor({ metadata, spec }: Claim): { readonly metadata: { readonly name: string } } {
  const { name, namespace, uid, resourceVersion } = metadata;
  const volume = {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: {
      name: `pvc-${uid}`,
      annotations: { "pv.kubernetes.io/provisioned-by": provisioner },
    },
    spec: {
      storageClassName: storageClass.metadata.name,
      persistentVolumeReclaimPolicy: "Delete",
      capacity: { storage: spec.resources.requests["storage"] },
      accessModes: spec.accessModes,
      claimRef: {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        name,
        namespace,
        uid,
        resourceVersion,
      },
      hostPath: { path: `/sandbox-volumes/${uid}` },
    },
  };
  return volume;
}
