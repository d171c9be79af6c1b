import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** PEM texts of a server on the loopback address and of the authority that signed it. */
export interface ServerCertificate {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

export interface Validity {
  readonly from: Date;
  readonly until: Date;
}

/** Makes an authority of its own in `dir`, and a certificate for 127.0.0.1 and localhost; by openssl. @default valid for a year */
export function createServerCertificate(dir: string, validity?: Validity): ServerCertificate {
  mkdirSync(join(dir, "new"), { recursive: true });
  writeFileSync(join(dir, "openssl.cnf"), configuration(dir));
  writeFileSync(join(dir, "index.txt"), "");
  writeFileSync(join(dir, "serial"), "01\n");
  const day = 24 * 3600 * 1000;
  const { from, until } = validity ?? {
    from: new Date(Date.now() - day),
    until: new Date(Date.now() + 365 * day),
  };
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  openssl(
    dir,
    ["req", "-x509", ...newKey, "-keyout", "ca.key", "-out", "ca.pem"],
    "/CN=Sandbox CA",
    ["-days", "3650", "-extensions", "authority"],
  );
  openssl(
    dir,
    ["req", "-new", ...newKey, "-keyout", "key.pem", "-out", "request.pem"],
    "/CN=localhost",
  );
  const dates = ["-startdate", asn1(from), "-enddate", asn1(until)];
  execFileSync(
    "openssl",
    [
      "ca",
      "-batch",
      "-notext",
      "-config",
      "openssl.cnf",
      "-in",
      "request.pem",
      "-out",
      "cert.pem",
      ...dates,
    ],
    { cwd: dir, stdio: "pipe" },
  );
  return {
    authority: readFileSync(join(dir, "ca.pem"), "utf8"),
    certificate: readFileSync(join(dir, "cert.pem"), "utf8"),
    key: readFileSync(join(dir, "key.pem"), "utf8"),
  };
}

function openssl(
  cwd: string,
  args: readonly string[],
  subject: string,
  more: readonly string[] = [],
): void {
  execFileSync("openssl", [...args, "-config", "openssl.cnf", "-subj", subject, ...more], {
    cwd,
    stdio: "pipe",
  });
}

function asn1(date: Date): string {
  return `${date
    .toISOString()
    .replace(/\.\d+Z$/, "")
    .replaceAll(/[-:T]/g, "")}Z`;
}

function configuration(dir: string): string {
  return `
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
[server]
subjectAltName = IP:127.0.0.1,DNS:localhost
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
x509_extensions = server
[any]
commonName = supplied
`;
}
