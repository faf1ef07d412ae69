/** What the value of a keyword must be. */
export interface Check {
  what: string;
  fits: (value: unknown) => boolean;
}

const TYPES = new Set(["null", "boolean", "object", "array", "number", "string", "integer"]);

const isText = (value: unknown): boolean => typeof value === "string";
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

const anything: Check = { what: "anything", fits: () => true };
const text: Check = { what: "text", fits: isText };
const yesOrNo: Check = { what: "true or false", fits: (value) => typeof value === "boolean" };
const number: Check = { what: "a number", fits: (value) => typeof value === "number" && Number.isFinite(value) };
const positive: Check = { what: "a number above 0", fits: (value) => number.fits(value) && Number(value) > 0 };
const count: Check = { what: "a whole number from 0", fits: (value) => Number.isInteger(value) && Number(value) >= 0 };
const list: Check = { what: "a list", fits: Array.isArray };
const names: Check = { what: "a list of names", fits: isTexts };
const types: Check = {
  what: `one of ${[...TYPES].join(", ")}, or a list of them`,
  fits: (value) => [value].flat().length > 0 && [value].flat().every((one) => TYPES.has(one as string)),
};
const namesByName: Check = {
  what: "an object of lists of names",
  fits: (value) => typeof value === "object" && value !== null && Object.values(value).every(isTexts),
};

/** Keywords with a schema in them. */
export const ONE: ReadonlySet<string> = new Set([
  "not",
  "if",
  "then",
  "else",
  "items",
  "contains",
  "additionalProperties",
  "propertyNames",
  "unevaluatedItems",
  "unevaluatedProperties",
]);

/** Keywords with a list of schemas in them. */
export const SEVERAL: ReadonlySet<string> = new Set(["allOf", "anyOf", "oneOf", "prefixItems"]);

/** Keywords with schemas by name in them. */
export const BY_NAME: ReadonlySet<string> = new Set(["properties", "patternProperties", "dependentSchemas"]);

/** The other keywords that are kept, with what they must be; what is not named here says nothing about a value. */
export const PLAIN: Readonly<Record<string, Check>> = {
  type: types,
  enum: list,
  const: anything,
  default: anything,
  format: text,
  pattern: text,
  title: text,
  description: text,
  multipleOf: positive,
  minimum: number,
  maximum: number,
  exclusiveMinimum: number,
  exclusiveMaximum: number,
  minLength: count,
  maxLength: count,
  minItems: count,
  maxItems: count,
  minContains: count,
  maxContains: count,
  minProperties: count,
  maxProperties: count,
  uniqueItems: yesOrNo,
  deprecated: yesOrNo,
  readOnly: yesOrNo,
  writeOnly: yesOrNo,
  required: names,
  dependentRequired: namesByName,
};
