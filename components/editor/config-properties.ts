import { z } from "zod";
import { type BuiltInKind, KINDS } from "#core/kinds/registry.ts";

/** One property of a kind's config, as far as a form needs to know it. */
export interface ConfigProperty {
  name: string;
  label: string;
  hint: string;
  type: string | undefined;
  choices: string[] | undefined;
  min: number | undefined;
  max: number | undefined;
  initial: unknown;
}

/** The properties of a kind's config in the order of its schema. */
export function configProperties(kind: BuiltInKind): ConfigProperty[] {
  const schema = z.toJSONSchema(KINDS[kind].config, { io: "input", unrepresentable: "any" });
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const described = typeof property === "object" ? property : {};
    return {
      name,
      label: described.title ?? wordsOf(name),
      hint: described.description ?? "",
      type: typeof described.type === "string" ? described.type : undefined,
      choices: described.enum?.map(String),
      min: described.minimum,
      max: described.maximum,
      initial: described.default,
    };
  });
}

/** `acceptStatuses` as words: `Accept statuses`. */
function wordsOf(name: string): string {
  const words = name.replace(/([A-Z])/g, " $1").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
