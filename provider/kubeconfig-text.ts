/** The YAML text of a kubeconfig given as text or base64, in one line or many; undefined: it looks like base64 and is none. */
export function kubeconfigText(given: string): string | undefined {
  const compact = given.replace(/\s/g, "");
  const looksLikeBase64 = compact.length % 4 === 0 && /^[A-Za-z0-9+/=]*$/.test(compact);
  if (!looksLikeBase64) return given;
  const valid = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(compact);
  return valid ? Buffer.from(compact, "base64").toString("utf8") : undefined;
}
