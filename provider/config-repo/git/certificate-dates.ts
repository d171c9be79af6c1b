import { isIP } from "node:net";
import { connect } from "node:tls";

/**
 * Whether the certificate of an https server is out of its dates by this machine's clock. Git built with GnuTLS says
 * only that it is not trusted, whatever the reason. False if that cannot be learnt within `timeout` milliseconds.
 */
export async function isCertificateOutOfDates(url: string, timeout: number): Promise<boolean> {
  const { protocol, hostname, port } = new URL(url);
  if (protocol !== "https:") return false;
  const host = hostname.replace(/^\[|\]$/g, "");
  const socket = connect({
    host,
    port: port === "" ? 443 : Number(port),
    ...(isIP(host) === 0 ? { servername: host } : {}),
    // It is only looked at: nothing is sent.
    rejectUnauthorized: false,
    timeout,
  });
  try {
    return await new Promise<boolean>((resolve) => {
      socket.once("secureConnect", () => {
        const { valid_from: from, valid_to: until } = socket.getPeerCertificate();
        const now = Date.now();
        resolve(now < Date.parse(from) || now > Date.parse(until));
      });
      for (const event of ["error", "timeout", "close"]) socket.once(event, () => resolve(false));
    });
  } finally {
    socket.destroy();
  }
}
