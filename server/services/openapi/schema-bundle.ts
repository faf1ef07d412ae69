import type { JsonSchema } from "#core/service-method.ts";
import { badDocument, type Fields, isFields, own, type Place } from "#server/services/openapi/place.ts";
import type { OpenApiDocument } from "#server/services/openapi/read-document.ts";
import { target } from "#server/services/openapi/references.ts";
import { BY_NAME, type Check, ONE, PLAIN, SEVERAL } from "#server/services/openapi/schema-keywords.ts";

const MAX_DEPTH = 60;
const MAX_TEXT = 500;

/** A schema is too large to be kept; the method is described without it. */
export class SchemaTooLarge extends Error {}

/**
 * Schemas of a document, translated so that they stand by themselves: what they refer to is put once into `$defs`, so
 * that circles stay circles, and nothing grows that is referred to often. `maxParts` bounds all of them together; of a
 * request, what is read only is not required.
 */
export class SchemaBundle {
  readonly #document: OpenApiDocument;
  readonly #isRequest: boolean;
  #partsLeft: number;
  /** By place. */
  readonly #names = new Map<string, string>();
  readonly #defs: [string, JsonSchema][] = [];

  constructor(document: OpenApiDocument, isRequest: boolean, maxParts: number) {
    this.#document = document;
    this.#isRequest = isRequest;
    this.#partsLeft = maxParts;
  }

  /** The schema at a place, together with all that it needs. Throws SchemaTooLarge, or DomainError for one that is none. */
  add(schema: unknown, place: Place): JsonSchema {
    const waiting: [unknown, Place, string][] = [];
    const translated = this.#translate(schema, place, 0, waiting);
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const [value, at, name] = next;
      this.#defs.push([name, this.#translate(value, at, 0, waiting)]);
    }
    return translated;
  }

  /** What the schemas refer to, to be put beside them. */
  defs(): { $defs?: Record<string, JsonSchema> } {
    return this.#defs.length === 0 ? {} : { $defs: Object.fromEntries(this.#defs) };
  }

  #translate(schema: unknown, place: Place, depth: number, waiting: [unknown, Place, string][]): JsonSchema {
    if (--this.#partsLeft < 0) throw new SchemaTooLarge();
    if (typeof schema === "boolean") return schema;
    if (!isFields(schema)) throw badDocument(place, "must be a schema: an object, or true or false");
    if (depth > MAX_DEPTH) throw badDocument(place, `nests more than ${MAX_DEPTH} schemas deep`);
    const inner = (value: unknown, ...path: Place) => this.#translate(value, [...place, ...path], depth + 1, waiting);

    const fields: [string, unknown][] = [];
    const reference = own(schema, "$ref");
    if (reference !== undefined) {
      if (typeof reference !== "string") throw badDocument([...place, "$ref"], "must be text");
      const referred = { $ref: this.#refer(reference, place, waiting) };
      if (this.#document.isOld) return referred;
      fields.push(["$ref", referred.$ref]);
    }
    for (const [keyword, value] of Object.entries(schema)) {
      if (ONE.has(keyword)) fields.push([keyword, inner(value, keyword)]);
      else if (SEVERAL.has(keyword)) {
        if (!Array.isArray(value)) throw badDocument([...place, keyword], "must be a list of schemas");
        fields.push([keyword, value.map((part, index) => inner(part, keyword, index))]);
      } else if (BY_NAME.has(keyword)) {
        if (!isFields(value)) throw badDocument([...place, keyword], "must be an object of schemas");
        const parts = Object.entries(value).map(([name, part]) => [name, inner(part, keyword, name)]);
        fields.push([keyword, Object.fromEntries(parts)]);
      } else this.#plain(keyword, value, schema, place, fields);
    }
    return nullable(schema, this.#document.isOld, Object.fromEntries(fields));
  }

  #plain(keyword: string, value: unknown, schema: Fields, place: Place, fields: [string, unknown][]): void {
    const check = Object.hasOwn(PLAIN, keyword) ? (PLAIN[keyword] as Check) : undefined;
    if (!check) return;
    const exclusive = this.#document.isOld ? /^exclusive(Minimum|Maximum)$/.exec(keyword) : null;
    if (exclusive && typeof value === "boolean") {
      const bound = own(schema, String(exclusive[1]).toLowerCase());
      if (value && typeof bound === "number") fields.push([keyword, bound]);
      return;
    }
    if (!check.fits(value)) throw badDocument([...place, keyword], `must be ${check.what}`);
    if (keyword === "pattern" && !isPattern(String(value))) return;
    if (keyword === "required" && this.#isRequest) {
      const names = (value as string[]).filter((name) => !isReadOnly(schema, name));
      fields.push([keyword, names]);
    } else if (typeof value === "string" && (keyword === "description" || keyword === "title"))
      fields.push([keyword, value.slice(0, MAX_TEXT).toWellFormed()]);
    else fields.push([keyword, value]);
  }

  #refer(reference: string, place: Place, waiting: [unknown, Place, string][]): string {
    const found = target(this.#document.root, reference, place);
    const key = JSON.stringify(found.place);
    let name = this.#names.get(key);
    if (name === undefined) {
      const plain = String(found.place.at(-1) ?? "root").replace(/[^\w.-]/g, "_") || "schema";
      const taken = new Set(this.#names.values());
      name = plain;
      for (let time = 2; taken.has(name); time++) name = `${plain}_${time}`;
      this.#names.set(key, name);
      waiting.push([found.value, found.place, name]);
    }
    return `#/$defs/${name}`;
  }
}

/** Whether JavaScript can look for it; what it cannot is not checked. */
function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern, "u");
    return true;
  } catch {
    return false;
  }
}

function isReadOnly(schema: Fields, name: string): boolean {
  const properties = own(schema, "properties");
  const property = isFields(properties) ? own(properties, name) : undefined;
  return isFields(property) && own(property, "readOnly") === true;
}

/** In OpenAPI 3.0 a schema says beside its type that null is allowed, too. */
function nullable(schema: Fields, isOld: boolean, translated: Fields): JsonSchema {
  const { type, enum: values } = translated as { type?: unknown; enum?: unknown };
  if (!isOld || own(schema, "nullable") !== true || typeof type !== "string") return translated;
  return { ...translated, type: [type, "null"], ...(Array.isArray(values) && { enum: [...values, null] }) };
}
