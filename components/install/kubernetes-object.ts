import * as pulumi from "@pulumi/pulumi";
import type { Manifest } from "../charts/model";

/** Any Kubernetes object, under the type that @pulumi/kubernetes gives it, without loading all of its classes. */
export class KubernetesObject extends pulumi.CustomResource {
  constructor(name: string, manifest: Manifest, opts: pulumi.CustomResourceOptions) {
    const { apiVersion, kind } = manifest;
    const group = apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`;
    super(
      `kubernetes:${group}:${kind}`,
      name,
      { ...manifest },
      kind === "Secret" ? { additionalSecretOutputs: ["data", "stringData"], ...opts } : opts,
    );
  }
}
