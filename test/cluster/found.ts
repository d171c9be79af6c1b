import type { ApiClient, KubeObject } from "../../sandbox/control-plane/api-client";
import { ApiRefusal } from "../../sandbox/control-plane/api-client";

/**
 * The object at a path, or undefined if there is none; nothing else that goes wrong means that. While the storage of a
 * kind that has just come is prepared (429), it asks again, for half a minute.
 */
export async function foundAt(
  { request }: Pick<ApiClient, "request">,
  path: string,
): Promise<KubeObject | undefined> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    try {
      return (await request("GET", path)) as KubeObject;
    } catch (error) {
      if (!(error instanceof ApiRefusal)) throw error;
      if (error.status === 404) return undefined;
      if (error.status !== 429 || Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
