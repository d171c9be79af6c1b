/**
 * Whether an environment variable of the person at this machine would lead programs to servers of theirs, or through a
 * proxy there: addresses, tokens and settings of Pulumi, of ours, GitLab, Vault and git.
 */
export function leadsElsewhere(name: string): boolean {
  return /^(?:(?:PULUMI|NAUTES|GITLAB|VAULT|GIT)_|(?:HTTPS?|ALL|NO)_PROXY$)/i.test(name);
}
