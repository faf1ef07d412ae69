import { type Fields, isFields, listAt, own } from "#server/services/openapi/place.ts";

/** The first address that a document gives for its service, its variables replaced; null when it gives none that is whole. */
export function serverUrl(root: Fields): string | null {
  for (const server of listAt(root, "servers", [])) {
    const url = isFields(server) ? own(server, "url") : undefined;
    const variables = isFields(server) ? own(server, "variables") : undefined;
    if (typeof url !== "string") continue;
    const whole = url.replace(/\{([^{}]*)\}/g, (name, key: string) => {
      const variable = isFields(variables) ? own(variables, key) : undefined;
      const usual = isFields(variable) ? own(variable, "default") : undefined;
      return typeof usual === "string" ? usual : name;
    });
    if (/^https?:\/\//i.test(whole) && !whole.includes("{")) return whole;
  }
  return null;
}
