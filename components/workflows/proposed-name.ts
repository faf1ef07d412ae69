const MAX_LENGTH = 100;

/** A workflow's name made from its title: "Price check (new)" → "price.check.new". */
export const proposedName = (title: string): string =>
  title
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ".")
    .replace(/^[.0-9]+|\.+$/g, "")
    .slice(0, MAX_LENGTH)
    .replace(/\.+$/, "");
