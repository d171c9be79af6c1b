import { foreignText } from "../claims/foreign-text";
import { NautesError } from "../errors";
import type { KubernetesObject, Manifest, Metadata } from "./objects";
import { field, objectName, refOf } from "./objects";

/** Who uses an object, and by which label it is known as belonging to those that may. */
export interface Membership {
  readonly owner: { readonly label: string; readonly value: string };
  readonly user: string;
}

/** Who uses the object: sorted names, between commas. */
const USERS = "pulumi-nautes/users";
/** That one of the users created it, so that the last may delete it. */
const CREATED = "pulumi-nautes/created";

/** Why the object may not be used: it belongs to somebody else. */
export function ownerProblem(
  found: KubernetesObject,
  { owner }: Pick<Membership, "owner">,
): NautesError | undefined {
  const label = found.metadata.labels?.[owner.label];
  if (label === owner.value) return undefined;
  const whose =
    label === undefined
      ? `has no label ${owner.label}=${owner.value}${maker(found)}`
      : `belongs to ${foreignText(label)} (label ${owner.label})`;
  return new NautesError("object-not-ours", `${objectName(refOf(found))} exists and ${whose}.`, {
    remedy:
      "Choose another name, or delete that object if nobody needs it. To share it, set on it the label " +
      `${owner.label}=${owner.value}; it then stays when its last user goes.`,
  });
}

/** Labels and annotations of a manifest. */
export type Marks = Pick<Metadata, "labels" | "annotations">;

/**
 * The object with what `wanted` marks it by and without what `before` did: of several users the last one that changes
 * a mark is heard.
 */
export function marked(found: KubernetesObject, wanted: Marks, before: Marks): KubernetesObject {
  const { labels, annotations } = found.metadata;
  return {
    ...found,
    metadata: {
      ...found.metadata,
      labels: edited(labels, wanted.labels, before.labels),
      annotations: edited(annotations, wanted.annotations, before.annotations),
    },
  };
}

/** Only what still has the value that was once given is taken away. */
function edited(found: Texts = {}, wanted: Texts = {}, before: Texts = {}): Texts {
  const kept = Object.entries(found).filter(
    ([key, value]) => before[key] !== value || Object.hasOwn(wanted, key),
  );
  return { ...Object.fromEntries(kept), ...wanted };
}

type Texts = Readonly<Record<string, string>>;

/** The object with `user` among its users. */
export function joined<T extends KubernetesObject | Manifest>(
  object: T,
  membership: Membership,
  creating: boolean,
): T {
  const { owner, user } = membership;
  const { labels, annotations } = object.metadata;
  const users = [...new Set([...listed(annotations?.[USERS]), user])].sort();
  return {
    ...object,
    metadata: {
      ...object.metadata,
      labels: { ...labels, [owner.label]: owner.value },
      annotations: {
        ...annotations,
        [USERS]: users.join(","),
        ...(creating ? { [CREATED]: "true" } : {}),
      },
    },
  };
}

/** Who uses the object, if it is still ours. */
export function usersOf(found: KubernetesObject, membership: Membership): readonly string[] {
  if (ownerProblem(found, membership) !== undefined) return [];
  return listed(found.metadata.annotations?.[USERS]);
}

/** What to do with the object when `user` goes: the object without it, or delete it, or leave it as it is. */
export function withoutUser(
  found: KubernetesObject,
  membership: Membership,
): KubernetesObject | "delete" | "keep" {
  if (ownerProblem(found, membership) !== undefined) return "keep";
  const { [USERS]: list, ...annotations } = found.metadata.annotations ?? {};
  const users = listed(list);
  const rest = users.filter((one) => one !== membership.user);
  if (rest.length === 0 && annotations[CREATED] === "true") return "delete";
  if (rest.length === users.length) return "keep";
  const kept = rest.length === 0 ? annotations : { ...annotations, [USERS]: rest.join(",") };
  return { ...found, metadata: { ...found.metadata, annotations: kept } };
}

function listed(users: string | undefined): readonly string[] {
  return (users ?? "").split(",").filter((one) => one !== "");
}

function maker(found: KubernetesObject): string {
  const fields = field(found.metadata, "managedFields");
  const manager = field((fields as readonly unknown[] | undefined)?.[0], "manager");
  return typeof manager === "string" ? `; it was made by ${foreignText(manager)}` : "";
}
