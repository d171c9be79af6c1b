import * as pulumi from "@pulumi/pulumi";

/** Asks a function of the provider. @throws if the provider's own configuration is not known yet */
export async function asked<T extends object>(
  name: string,
  args: object,
  opts: pulumi.InvokeOptions,
): Promise<T> {
  const answer = (await pulumi.runtime.invoke(tokenOf(name), { ...args }, opts)) as T;
  if (Object.keys(answer).length > 0) return answer;
  throw new Error(
    `${name} cannot be answered yet: an argument or the provider's own configuration is not known before the update.\n` +
      `Call ${name}Output, which answers an output that is known then.`,
  );
}

/** Asks a function of the provider whose arguments may be outputs; what is not known yet has an unknown answer. */
export function askedOutput<T extends object>(
  name: string,
  args: object,
  opts: pulumi.InvokeOutputOptions,
): pulumi.Output<T> {
  return pulumi.runtime
    .invokeOutput<T>(tokenOf(name), { ...args }, opts)
    .apply((answer) =>
      Object.keys(answer).length > 0 ? answer : (pulumi.unknown as unknown as pulumi.Unwrap<T>),
    ) as pulumi.Output<T>;
}

function tokenOf(name: string): string {
  return `nautes:index:${name}`;
}
