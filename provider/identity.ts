/** A person as Git names one. */
export interface Identity {
  readonly name: string;
  readonly email: string;
}

/** Reads `Name <name@example.com>`; undefined if it does not look like that. */
export function identity(text: string): Identity | undefined {
  const match = /^([^<>\n]+?)\s*<([^<>\s]+@[^<>\s]+)>$/.exec(text.trim());
  const [, name, email] = match ?? [];
  return name === undefined || email === undefined ? undefined : { name, email };
}
