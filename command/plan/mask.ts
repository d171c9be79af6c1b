const privateKey =
  /-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----[^]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/g;

/** The user part of a URL, which may hold a password. */
const userInfo = /([a-z][a-z0-9+.-]*:\/\/[^\s/:@'"]*):[^\s/@'"]+@/gi;

/** What tools put before their tokens: GitLab, GitHub, Vault and OpenBao. */
const token = /\b(?:gl[a-z]{2,5}-[\w-]{16,}|gh[oprsu]_\w{20,}|hv[bs]\.[\w-]{20,}|[bs]\.\w{24,})/g;

/**
 * A text without what is a secret by its looks. The engine masks what programs marked; this is for what nobody marked,
 * before it goes to where more people read.
 */
export function masked(text: string): string {
  return text
    .replaceAll(privateKey, "[private key]")
    .replaceAll(userInfo, "$1:[secret]@")
    .replaceAll(token, "[token]");
}
