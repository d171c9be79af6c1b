import { proxyOf, throughProxy } from "../../provider/kubernetes/proxy";

const proxy = "http://proxy.example.com:3128";
const name = "https://api.clusters.example.com:6443";

test.each([
  ["no proxy is set", name, {}, undefined],
  ["one is set", name, { HTTPS_PROXY: proxy }, proxy],
  ["one is set in small letters", name, { https_proxy: proxy }, proxy],
  ["it has no scheme", name, { HTTPS_PROXY: "proxy.example.com:3128" }, proxy],
  ["only that of HTTP is set", name, { HTTP_PROXY: proxy }, undefined],
])("of a server when %s", (_, server, variables, expected) => {
  expect(proxyOf(server, variables)).toBe(expected);
});

test.each([
  ["https://localhost:6443"],
  ["https://127.0.0.1:6443"],
  ["https://127.9.9.9"],
  ["https://[::1]:6443"],
])("loopback is never proxied: %s", (server) => {
  expect(proxyOf(server, { HTTPS_PROXY: proxy })).toBeUndefined();
});

test.each([
  ["*", name, true],
  ["other.org, example.com", name, true],
  ["EXAMPLE.com", name, true],
  [".example.com", name, true],
  ["*.example.com", name, true],
  ["example.com:6443", name, true],
  ["example.com:443", name, false],
  ["ample.com", name, false],
  [".api.clusters.example.com", name, false],
  ["", name, false],
  ["10.0.0.0/8", "https://10.1.2.3:6443", true],
  ["10.0.0.0/16", "https://10.1.2.3:6443", false],
  ["10.1.2.3", "https://10.1.2.3:6443", true],
  ["10.1.2.3:6443", "https://10.1.2.3:6443", true],
  ["10.1.2.3:443", "https://10.1.2.3:6443", false],
  ["2.3", "https://10.1.2.3:6443", false],
  ["fd00::/8", "https://[fd00::1]:6443", true],
  ["fd00::1", "https://[fd00::1]:6443", true],
  ["[fd00::1]:6443", "https://[fd00::1]:6443", true],
  ["10.0.0.0/99", "https://10.1.2.3:6443", false],
])("NO_PROXY %s for %s", (exceptions, server, direct) => {
  const found = proxyOf(server, { HTTPS_PROXY: proxy, NO_PROXY: exceptions });
  expect(found).toBe(direct ? undefined : proxy);
});

test("a cluster that names its own proxy keeps it, and one that needs none gets none", () => {
  const own = { server: name, proxyUrl: "https://own.example.com" };
  const local = { server: "https://127.0.0.1:6443" };
  expect(throughProxy([own, { server: name }, local], { HTTPS_PROXY: proxy })).toEqual([
    own,
    { server: name, proxyUrl: proxy },
    local,
  ]);
});
