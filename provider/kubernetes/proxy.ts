import { BlockList, isIP } from "node:net";

/** The variables that Go's programs, the Kubernetes provider and Helm among them, choose a proxy by. */
export interface ProxyVariables {
  readonly [name: string]: string | undefined;
}

/**
 * URL of the proxy through which a server is reached: `HTTPS_PROXY`, unless `NO_PROXY` names the server. As Go has it:
 * loopback is never proxied; an entry is a host (with all below it), `.domain` (only what is below), an IP address or
 * range, each with a port or without, or `*`. (golang.org/x/net/http/httpproxy)
 */
export function proxyOf(server: string, variables: ProxyVariables): string | undefined {
  const proxy = first(variables, "HTTPS_PROXY", "https_proxy");
  if (proxy === undefined || !URL.canParse(server)) return undefined;
  const { hostname, port } = new URL(server);
  const host = hostname.replace(/^\[|\]$/g, "").toLowerCase();
  if (isLoopback(host)) return undefined;
  const exceptions = (first(variables, "NO_PROXY", "no_proxy") ?? "").split(",");
  if (exceptions.some((entry) => excepts(entry.trim().toLowerCase(), host, port || "443"))) {
    return undefined;
  }
  return proxy.includes("://") ? proxy : `http://${proxy}`;
}

/** Clusters of a kubeconfig, each with the proxy that it names itself, else the environment's. */
export function throughProxy<
  Cluster extends { readonly server: string; readonly proxyUrl?: string },
>(clusters: readonly Cluster[], variables: ProxyVariables): Cluster[] {
  return clusters.map((cluster) => {
    const proxyUrl = cluster.proxyUrl ?? proxyOf(cluster.server, variables);
    return proxyUrl === undefined ? cluster : { ...cluster, proxyUrl };
  });
}

function first(variables: ProxyVariables, ...names: readonly string[]): string | undefined {
  return names.map((name) => variables[name]).find((value) => value !== undefined && value !== "");
}

function excepts(entry: string, host: string, port: string): boolean {
  if (entry === "") return false;
  if (entry === "*") return true;
  if (isIP(host) !== 0 && /^[^/]+\/\d+$/.test(entry)) return inRange(entry, host);
  const [, name = "", wanted] =
    /^\[?(.*?)\]?(?::(\d+))?$/.exec(isIP(entry) === 6 ? `[${entry}]` : entry) ?? [];
  if (wanted !== undefined && wanted !== port) return false;
  if (isIP(host) !== 0)
    return isIP(name) !== 0 && inRange(`${name}/${isIP(name) === 4 ? 32 : 128}`, host);
  const domain = name.replace(/^\*(?=\.)/, "");
  return domain.startsWith(".")
    ? host.endsWith(domain)
    : host === domain || host.endsWith(`.${domain}`);
}

function inRange(range: string, host: string): boolean {
  const [network = "", bits = ""] = range.split("/");
  if (isIP(network) === 0 || Number(bits) > (isIP(network) === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), isIP(network) === 4 ? "ipv4" : "ipv6");
  return list.check(host, isIP(host) === 4 ? "ipv4" : "ipv6");
}

function isLoopback(host: string): boolean {
  if (isIP(host) === 0) return host === "localhost";
  return inRange("127.0.0.0/8", host) || inRange("::1/128", host);
}
