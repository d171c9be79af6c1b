import type { KubeObject } from "./api-client";
import type { Listed } from "./reconcile";

const admission = "/apis/admissionregistration.k8s.io/v1";
const validating = `${admission}/validatingwebhookconfigurations`;
const mutating = `${admission}/mutatingwebhookconfigurations`;
const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const services = "/api/v1/services";
const slices = "/apis/discovery.k8s.io/v1/endpointslices";

/** Everything that tells which Services the API server calls, and which of them have somebody who answers. */
export const webhookLists = [validating, mutating, definitions, services, slices];

interface ClientConfig {
  readonly service?: { readonly namespace: string; readonly name: string; readonly port?: number };
  readonly caBundle?: string;
}

/** One place in an object that tells the API server whom to call. */
export interface Call {
  /** The object's own path in the API, and the JSON pointer in it. */
  readonly object: string;
  readonly pointer: string;
  readonly resourceVersion: string;
  readonly caBundle: string | undefined;
  /** `<namespace>/<name>` */
  readonly service: string;
  readonly port: number;
}

interface Configuration extends KubeObject {
  readonly webhooks?: readonly { readonly clientConfig: ClientConfig }[];
}

interface Definition extends KubeObject {
  readonly spec: {
    readonly conversion?: { readonly webhook?: { readonly clientConfig?: ClientConfig } };
  };
}

/** All webhooks of the cluster that are behind a Service: of admission, and for conversion. */
export function callsOf(listed: Listed): Call[] {
  const ofAdmission = [validating, mutating].flatMap((path) =>
    (listed(path) as readonly Configuration[]).flatMap((configuration) =>
      (configuration.webhooks ?? []).flatMap(({ clientConfig }, index) =>
        callOf(path, configuration, `/webhooks/${index}/clientConfig`, clientConfig),
      ),
    ),
  );
  const ofConversion = (listed(definitions) as readonly Definition[]).flatMap((definition) => {
    const pointer = "/spec/conversion/webhook/clientConfig";
    return callOf(
      definitions,
      definition,
      pointer,
      definition.spec.conversion?.webhook?.clientConfig,
    );
  });
  return [...ofAdmission, ...ofConversion];
}

function callOf(
  path: string,
  { metadata }: KubeObject,
  pointer: string,
  config: ClientConfig | undefined,
): Call[] {
  if (config?.service === undefined) return [];
  const { namespace, name, port = 443 } = config.service;
  const { resourceVersion } = metadata;
  const object = `${path}/${metadata.name}`;
  const service = `${namespace}/${name}`;
  return [{ object, pointer, resourceVersion, caBundle: config.caBundle, service, port }];
}

interface Service extends KubeObject {
  readonly spec: { readonly clusterIP?: string; readonly selector?: object };
}

interface Slice extends KubeObject {
  readonly endpoints?: readonly { readonly conditions?: { readonly ready?: boolean } }[] | null;
}

/** ClusterIPs of the Services (`<namespace>/<name>`) that have a Ready pod, or choose none. */
export function answeringServices(listed: Listed): Map<string, string> {
  const withPods = new Set(
    (listed(slices) as readonly Slice[])
      .filter(({ endpoints }) => endpoints?.some(({ conditions }) => conditions?.ready === true))
      .map(({ metadata }) => {
        const service = metadata.labels?.["kubernetes.io/service-name"] ?? "";
        return `${metadata.namespace ?? ""}/${service}`;
      }),
  );
  return new Map(
    (listed(services) as readonly Service[]).flatMap(({ metadata, spec }) => {
      const name = `${metadata.namespace ?? ""}/${metadata.name}`;
      const { clusterIP = "None", selector } = spec;
      const answers = selector === undefined || withPods.has(name);
      return answers && clusterIP !== "None" ? [[name, clusterIP] as const] : [];
    }),
  );
}
