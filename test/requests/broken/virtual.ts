import type { Row } from "./good";

/** Fields of a virtual one. */
export const virtualRows: readonly Row[] = [
  ["a virtual host", '"usage": "worker"', '"usage": "host"', "line 4, usage", /cannot be a host/],
  ["no host", '"host_cluster": "the-host",', "", "line 1, host_cluster", /is missing/],
  [
    "a host whose name is none",
    '"the-host"',
    '"The Host"',
    "line 6, host_cluster",
    /is not a name/,
  ],
  [
    "a host of its own name",
    '"the-host"',
    '"c1"',
    "line 1, cluster_name",
    /is the host's name, too/,
  ],
  [
    "a port out of range",
    '"https_node_port": "31456"',
    '"https_node_port": "80"',
    "line 7, vcluster.https_node_port",
    /cannot be a NodePort/,
  ],
  [
    "a port that is a word",
    '"https_node_port": "31456"',
    '"https_node_port": "many"',
    "line 7, vcluster.https_node_port",
    /cannot be a NodePort/,
  ],
  [
    "a misspelt port",
    '"https_node_port"',
    '"http_node_port"',
    "line 7, vcluster.http_node_port",
    /did you mean https_node_port/,
  ],
  [
    "vcluster as text",
    '{ "https_node_port": "31456" }',
    '"31456"',
    "line 7, vcluster",
    /must be an object/,
  ],
];
