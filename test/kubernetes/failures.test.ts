import fc from "fast-check";
import {
  refusalFailure,
  timeoutFailure,
  transportFailure,
} from "../../provider/kubernetes/failures";
import type { Refusal } from "../../provider/kubernetes/failures";

const attempt = { verb: "create", what: "Namespace shop", server: "https://127.0.0.1:6443" };

function refusal(status: number, message: string, more: Partial<Refusal> = {}): Refusal {
  return { status, message, reason: "", causes: [], ...more };
}

test("a refused right names user, verb and resource", () => {
  const message =
    'namespaces is forbidden: User "joe" cannot create resource "namespaces" in API group "" at the cluster scope';
  const failure = refusalFailure(refusal(403, message), attempt);
  expect(failure.code).toBe("cluster-permission-denied");
  expect(failure.message).toMatch(/^User "joe" may not create resource "namespaces"/);
});

test("a webhook that does not answer is named with its configuration and the command that removes it", () => {
  const message =
    'Internal error occurred: failed calling webhook "namespaces.hnc.x-k8s.io": failed to call webhook: ' +
    'Post "https://hnc.svc:443/v": dial tcp 127.0.0.1:443: connect: connection refused';
  const webhookConfiguration = "ValidatingWebhookConfiguration hnc";
  const failure = refusalFailure(refusal(500, message), attempt, { webhookConfiguration });
  expect(failure.code).toBe("webhook-failed");
  expect(failure.message).toContain(
    "webhook namespaces.hnc.x-k8s.io of ValidatingWebhookConfiguration hnc",
  );
  expect(failure.message).toContain("kubectl delete validatingwebhookconfiguration hnc");
  expect(failure.message).toContain("connection refused");
});

test("each kind of refusal has its code", () => {
  const ending = "unable to create new content in namespace shop because it is being terminated";
  const cases = [
    [refusal(401, "Unauthorized"), "cluster-credentials-refused"],
    [refusal(403, ending), "namespace-terminating"],
    [refusal(403, "x", { causes: ["NamespaceTerminating"] }), "namespace-terminating"],
    [refusal(409, "x", { reason: "AlreadyExists" }), "cluster-object-exists"],
    [refusal(409, "x", { reason: "Conflict" }), "cluster-conflict"],
    [refusal(422, "spec.ports[0].nodePort: Invalid value"), "cluster-rejected"],
    [refusal(403, 'admission webhook "a.b.c" denied the request: no'), "cluster-rejected"],
    [refusal(429, "x"), "cluster-unreachable"],
    [refusal(503, "x"), "cluster-unreachable"],
  ] as const;
  expect(cases.map(([one]) => refusalFailure(one, attempt).code)).toEqual(
    cases.map(([, code]) => code),
  );
});

test("what a server says never breaks a line of ours", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(400, 403, 422, 500),
      fc.string({ unit: "binary" }),
      (status, said) => {
        const [first = "", ...rest] = refusalFailure(refusal(status, said), attempt).message.split(
          "\n",
        );
        expect(first.length).toBeLessThan(600);
        expect(rest).toHaveLength(1);
      },
    ),
  );
});

test("a server that cannot be reached is told from one that is not trusted and one that refuses us", () => {
  const said = [
    "ECONNREFUSED",
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED",
  ].map((code) => transportFailure(Object.assign(new Error("canary"), { code }), attempt));
  expect(said.map(({ code }) => code)).toEqual([
    "cluster-unreachable",
    "cluster-unreachable",
    "cluster-credentials-refused",
  ]);
  expect(said[0]?.message).toContain("nobody listens there");
  expect(said[1]?.message).toContain("was not trusted: its certificate is not for this name");
  expect(said.map(({ message }) => message).join("")).not.toContain("canary");
});

test("only where nobody answers, and only of what is to be deleted, is said how a cluster is given up", () => {
  const refused = Object.assign(new Error("x"), { code: "ECONNREFUSED" });
  const detach = /`ifUnreachable: "detach"`/;
  expect(transportFailure(refused, attempt, { goes: true }).message).toMatch(detach);
  expect(timeoutFailure("It did not answer.", { goes: true }).message).toMatch(detach);
  const others = [
    transportFailure(refused, attempt),
    timeoutFailure("It did not answer."),
    refusalFailure(refusal(429, "too many"), attempt),
    refusalFailure(refusal(503, "etcd is away"), attempt),
  ];
  expect(others.filter(({ message }) => detach.test(message))).toEqual([]);
});
