import type * as pulumi from "@pulumi/pulumi";

/** Options that a user gives to the component and means for what it consists of; the rest is inherited anyway. */
export function inherited(
  parent: pulumi.ComponentResource,
  { retainOnDelete, customTimeouts }: pulumi.ComponentResourceOptions,
): pulumi.CustomResourceOptions {
  return {
    parent,
    ...(retainOnDelete === undefined ? {} : { retainOnDelete }),
    ...(customTimeouts === undefined ? {} : { customTimeouts }),
  };
}
