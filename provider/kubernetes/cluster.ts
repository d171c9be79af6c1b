import { NautesError } from "../errors";
import { Api } from "./api";
import { Connection } from "./connection";
import type { Limits } from "./connection";
import type { ServedKind } from "./discovery";
import { objectPath } from "./discovery";
import { accessOf } from "./kubeconfig";
import type { Access } from "./kubeconfig";
import type { KubernetesObject, Manifest, ObjectRef, ObjectType } from "./objects";
import { field, objectName, refOf } from "./objects";

export interface ClusterOptions {
  /** How long one request may take at most. Default: 30 000 ms. */
  readonly requestTimeoutMs?: number;
}

/** Changes an object must not have seen for it to be deleted. */
export interface Preconditions {
  readonly uid?: string | undefined;
  readonly resourceVersion?: string | undefined;
}

/** What a SelfSubjectAccessReview asks. */
export interface Right {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly namespace?: string;
}

/** What RBAC allows, as a SelfSubjectRulesReview tells it; `*` stands for all. */
export interface Rule {
  readonly verbs?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  /** If there are any, of these objects only. */
  readonly resourceNames?: readonly string[];
}

/**
 * A Kubernetes cluster as its API server shows it, asked by plain requests. All methods reject with the NautesErrors
 * of failures.ts; nothing is sent before the first one is called. Safe to be shared by concurrent callers.
 */
export class Cluster {
  /** How it is reached; all but the URL is secret. */
  readonly access: Access;
  readonly #api: Api;

  constructor(kubeconfig: string, access: Access, { requestTimeoutMs = 30_000 }: ClusterOptions) {
    this.access = access;
    this.#api = new Api(new Connection(kubeconfig, access, requestTimeoutMs));
  }

  /** URL of the API server. */
  get server(): string {
    return this.access.server;
  }

  /** The API server's version as it writes it, `v1.36.4`. */
  async version(limits: Limits): Promise<string> {
    const asked = { method: "GET", path: "/version" } as const;
    const found = await this.#api.json(asked, this.#attempt("read", "its version"), limits);
    return String(field(found, "gitVersion"));
  }

  /** Resolves if the API server says that it is ready. */
  async ready(limits: Limits): Promise<void> {
    const asked = { method: "GET", path: "/readyz" } as const;
    await this.#api.text(asked, this.#attempt("read", "its readiness"), limits);
  }

  /** The object, or undefined if it or its kind does not exist. */
  async get(ref: ObjectRef, limits: Limits): Promise<KubernetesObject | undefined> {
    const kind = await this.#api.find(ref, limits);
    if (kind === undefined) return undefined;
    const asked = { method: "GET", path: objectPath(kind, ref.namespace, ref.name) } as const;
    return (await this.#api.found(asked, this.#attempt("read", objectName(ref)), limits)) as
      KubernetesObject | undefined;
  }

  /** All objects of a kind, in one namespace or in all; none if the kind does not exist. */
  async list(
    type: ObjectType & { readonly namespace?: string; readonly labelSelector?: string },
    limits: Limits,
  ): Promise<KubernetesObject[]> {
    const kind = await this.#api.find(type, limits);
    return kind === undefined ? [] : this.listKind(kind, type, limits);
  }

  /** All objects of a served kind, page by page. */
  async listKind(
    kind: ServedKind,
    { namespace, labelSelector }: { namespace?: string | undefined; labelSelector?: string },
    limits: Limits,
  ): Promise<KubernetesObject[]> {
    const { apiVersion, kind: name } = kind;
    const attempt = this.#attempt("list", kind.resource);
    const objects: KubernetesObject[] = [];
    let next: string | undefined;
    do {
      const query = new URLSearchParams({ limit: "500" });
      if (labelSelector !== undefined) query.set("labelSelector", labelSelector);
      if (next !== undefined) query.set("continue", next);
      const path = `${objectPath(kind, namespace)}?${query.toString()}`;
      const page = await this.#api.found({ method: "GET", path }, attempt, limits);
      const items = (field(page, "items") ?? []) as readonly KubernetesObject[];
      objects.push(...items.map((item) => ({ ...item, apiVersion, kind: name })));
      const token = field(field(page, "metadata"), "continue");
      next = typeof token === "string" && token !== "" ? token : undefined;
    } while (next !== undefined);
    return objects;
  }

  /** @throws cluster-object-exists too; with `dryRun` the API server does all but store it. */
  async create(
    manifest: Manifest,
    { dryRun = false, ...limits }: Limits & { readonly dryRun?: boolean },
  ): Promise<KubernetesObject> {
    const ref = refOf(manifest);
    const kind = await this.#served(ref, limits);
    const path = `${objectPath(kind, ref.namespace ?? "default")}${dryRun ? "?dryRun=All" : ""}`;
    const asked = { method: "POST", path, body: manifest } as const;
    return this.#object(asked, "create", ref, limits);
  }

  /** Puts `object` in place of itself. @throws cluster-conflict if its resourceVersion is not the newest */
  async replace(object: KubernetesObject, limits: Limits): Promise<KubernetesObject> {
    const ref = refOf(object);
    const kind = await this.#served(ref, limits);
    const path = objectPath(kind, ref.namespace, ref.name);
    return this.#object({ method: "PUT", path, body: object }, "update", ref, limits);
  }

  /** Applies a JSON merge patch; give metadata.resourceVersion in it to patch only what was seen. */
  async patch(ref: ObjectRef, patch: object, limits: Limits): Promise<KubernetesObject> {
    const kind = await this.#served(ref, limits);
    const path = objectPath(kind, ref.namespace, ref.name);
    const contentType = "application/merge-patch+json";
    return this.#object({ method: "PATCH", path, body: patch, contentType }, "update", ref, limits);
  }

  /** Asks for the object's end, and does not wait for it; false: it was gone. @throws cluster-conflict */
  async delete(
    ref: ObjectRef,
    limits: Limits & Preconditions & { readonly dryRun?: boolean } = {},
  ): Promise<boolean> {
    const kind = await this.#api.find(ref, limits);
    if (kind === undefined) return false;
    const { uid, resourceVersion, dryRun = false } = limits;
    const body = {
      apiVersion: "v1",
      kind: "DeleteOptions",
      propagationPolicy: "Background",
      preconditions: { uid, resourceVersion },
      ...(dryRun ? { dryRun: ["All"] } : {}),
    };
    const path = objectPath(kind, ref.namespace, ref.name);
    const attempt = this.#attempt("delete", objectName(ref));
    return (await this.#api.found({ method: "DELETE", path, body }, attempt, limits)) !== undefined;
  }

  /** Whether the kubeconfig's user may do it. */
  async may({ verb, group, resource, namespace }: Right, limits: Limits): Promise<boolean> {
    const body = {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SelfSubjectAccessReview",
      spec: { resourceAttributes: { verb, group, resource, namespace } },
    };
    const path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    const attempt = this.#attempt("ask for", "its rights");
    const review = await this.#api.json({ method: "POST", path, body }, attempt, limits);
    return field(field(review, "status"), "allowed") === true;
  }

  /** What the kubeconfig's user surely may do in every namespace and beyond; other authorizers may allow more. */
  async rules(limits: Limits): Promise<readonly Rule[]> {
    // In a namespace that cannot be there only what is bound for the whole cluster counts.
    const body = {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SelfSubjectRulesReview",
      spec: { namespace: "-" },
    };
    const path = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews";
    const attempt = this.#attempt("ask for", "its rights");
    const review = await this.#api.json({ method: "POST", path, body }, attempt, limits);
    return (field(field(review, "status"), "resourceRules") ?? []) as readonly Rule[];
  }

  /** Every kind that is served, at its preferred version; groups whose server does not answer are left out. */
  kinds(limits: Limits): Promise<readonly ServedKind[]> {
    return this.#api.kinds(limits);
  }

  /** Whether the kind exists now. */
  async serves(type: ObjectType, limits: Limits): Promise<boolean> {
    return (await this.#api.find(type, limits)) !== undefined;
  }

  async #served(type: ObjectType, limits: Limits): Promise<ServedKind> {
    const kind = await this.#api.find(type, limits);
    if (kind !== undefined) return kind;
    const what = `The cluster ${this.server} has no kind ${type.kind} of ${type.apiVersion}.`;
    throw new NautesError("cluster-rejected", what, {
      remedy: "Install what brings its CustomResourceDefinition first.",
    });
  }

  async #object(
    asked: Parameters<Api["json"]>[0],
    verb: string,
    ref: ObjectRef,
    limits: Limits,
  ): Promise<KubernetesObject> {
    const answer = await this.#api.json(asked, this.#attempt(verb, objectName(ref)), limits);
    return answer as KubernetesObject;
  }

  #attempt(verb: string, what: string): { verb: string; what: string; server: string } {
    return { verb, what, server: this.server };
  }
}

/** The cluster of a kubeconfig's current context; nothing is sent yet. @throws kubeconfig-unusable */
export function connect(kubeconfig: string, options: ClusterOptions = {}): Cluster {
  return new Cluster(kubeconfig, accessOf(kubeconfig), options);
}
