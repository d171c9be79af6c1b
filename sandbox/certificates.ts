import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** PEM texts of a certificate and its private key. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** PEM texts of a server on the loopback address and of the authority that signed it. */
export interface ServerCertificate extends KeyPair {
  readonly authority: string;
}

export interface Validity {
  readonly from: Date;
  readonly until: Date;
}

export interface CertificateRequest {
  /** As openssl writes it: `/O=group/CN=user`. */
  readonly subject: string;
  /** Names that a server answers to: `IP:127.0.0.1`, `DNS:localhost`. @default none */
  readonly alternatives?: readonly string[];
  /** @default since yesterday, for a year */
  readonly validity?: Validity;
}

/** Signs certificates for servers and clients. */
export interface Authority extends KeyPair {
  issue(request: CertificateRequest): KeyPair;
}

const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
const day = 24 * 3600 * 1000;

/** Makes an authority in the folder `dir`, which is made if absent; by openssl. */
export function createAuthority(dir: string, name = "Sandbox CA"): Authority {
  mkdirSync(join(dir, "new"), { recursive: true });
  writeFileSync(join(dir, "index.txt"), "");
  writeFileSync(join(dir, "index.txt.attr"), "unique_subject = no\n");
  writeFileSync(join(dir, "serial"), "01\n");
  configure([]);
  const files = ["-keyout", "ca.key", "-out", "ca.pem", "-subj", `/CN=${name}`];
  openssl("req", "-x509", ...newKey, ...files, "-days", "3650", "-extensions", "authority");

  function configure(alternatives: readonly string[]): void {
    writeFileSync(join(dir, "openssl.cnf"), configuration(dir, alternatives));
  }
  function openssl(command: string, ...args: readonly string[]): void {
    execFileSync("openssl", [command, "-config", "openssl.cnf", ...args], {
      cwd: dir,
      stdio: "pipe",
    });
  }
  function read(file: string): string {
    return readFileSync(join(dir, file), "utf8");
  }
  return {
    certificate: read("ca.pem"),
    key: read("ca.key"),
    issue({ subject, alternatives = [], validity }) {
      const from = validity?.from ?? new Date(Date.now() - day);
      const until = validity?.until ?? new Date(Date.now() + 365 * day);
      configure(alternatives);
      openssl(
        "req",
        "-new",
        ...newKey,
        ...["-keyout", "key.pem", "-out", "request.pem", "-subj", subject],
      );
      const dates = ["-startdate", asn1(from), "-enddate", asn1(until)];
      openssl("ca", "-batch", "-notext", "-in", "request.pem", "-out", "cert.pem", ...dates);
      return { certificate: read("cert.pem"), key: read("key.pem") };
    },
  };
}

/** Makes an authority of its own in `dir`, and a certificate for 127.0.0.1 and localhost. @default valid for a year */
export function createServerCertificate(dir: string, validity?: Validity): ServerCertificate {
  const authority = createAuthority(dir);
  const request = { subject: "/CN=localhost", alternatives: ["IP:127.0.0.1", "DNS:localhost"] };
  const issued = authority.issue(validity === undefined ? request : { ...request, validity });
  return { authority: authority.certificate, ...issued };
}

function asn1(date: Date): string {
  return `${date
    .toISOString()
    .replace(/\.\d+Z$/, "")
    .replaceAll(/[-:T]/g, "")}Z`;
}

function configuration(dir: string, alternatives: readonly string[]): string {
  const names = alternatives.length > 0 ? `subjectAltName = ${alternatives.join(",")}` : "";
  return `
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
[issued]
basicConstraints = CA:FALSE
${names}
[ca]
default_ca = sandbox
[sandbox]
dir = ${dir}
database = $dir/index.txt
serial = $dir/serial
new_certs_dir = $dir/new
certificate = $dir/ca.pem
private_key = $dir/ca.key
default_md = sha256
policy = any
preserve = yes
x509_extensions = issued
[any]
commonName = supplied
organizationName = optional
`;
}
