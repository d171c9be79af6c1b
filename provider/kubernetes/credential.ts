import { X509Certificate } from "node:crypto";
import type { Access } from "./kubeconfig";
import { field } from "./objects";

/**
 * What is wrong with the credential of a kubeconfig, as far as it shows without asking the cluster: the API server
 * answers the same to one that expired and to one of another authority. Nothing of the credential is quoted.
 */
export function credentialProblem(access: Access, now: number): string | undefined {
  if (access.certificate !== undefined) return certificateProblem(access, now);
  if (access.token !== undefined) return tokenProblem(access.token, now);
  return undefined;
}

function certificateProblem({ certificate, authority }: Access, now: number): string | undefined {
  const client = readCertificate(certificate);
  if (client === undefined) return "its client certificate cannot be read";
  const [from, to] = [new Date(client.validFrom), new Date(client.validTo)];
  if (to.getTime() < now) return `its client certificate expired on ${day(to)}`;
  if (from.getTime() > now) return `its client certificate is not valid before ${day(from)}`;
  const issuer = readCertificate(authority);
  if (issuer === undefined || isIssuedBy(client, issuer)) return undefined;
  return "its client certificate is of another authority than the cluster's";
}

function isIssuedBy(client: X509Certificate, issuer: X509Certificate): boolean {
  return client.checkIssued(issuer) && client.verify(issuer.publicKey);
}

function tokenProblem(token: string, now: number): string | undefined {
  const payload = token.split(".")[1];
  if (payload === undefined) return undefined;
  let claims: unknown;
  try {
    claims = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
  const expires = field(claims, "exp");
  if (typeof expires !== "number" || expires * 1000 > now) return undefined;
  return `its token expired on ${day(new Date(expires * 1000))}`;
}

function readCertificate(pem: string | undefined): X509Certificate | undefined {
  if (pem === undefined) return undefined;
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
