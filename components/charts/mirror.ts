import { at } from "./values";
import type { ChartTenant } from "./model";
import { mergeValues } from "./values";
import type { Values } from "./values";

/**
 * Values that take images from the tenant's mirror, if it has one: path in the values → what stands there, made of the
 * mirror's prefix. Behind it images keep the path that they have in their own registry.
 */
export function imageMirror(
  tenant: Pick<ChartTenant, "mirror">,
  images: Readonly<Record<string, (prefix: string) => string>>,
): Values {
  const prefix = imagePrefix(tenant);
  if (prefix === undefined) return {};
  return mergeValues(...Object.entries(images).map(([path, image]) => at(path, image(prefix))));
}

/** The mirror's registry and path, without a slash at the end; undefined: there is none. */
export function imagePrefix({ mirror }: Pick<ChartTenant, "mirror">): string | undefined {
  return mirror?.images?.replace(/\/+$/, "");
}

/** An image at the mirror, or at its own registry. */
export function imageFrom(
  tenant: Pick<ChartTenant, "mirror">,
  registry: string,
  path: string,
): string {
  const prefix = imagePrefix(tenant) ?? registry;
  return prefix === "" ? path : `${prefix}/${path}`;
}
