import { type RJSFSchema, type RJSFValidationError, toErrorSchema, type ValidatorType } from "@rjsf/utils";
import { checkValue } from "#components/ui/schema-form/check-value.ts";

const propertyOf = (path: string[]) =>
  path.map((part) => (/^\d+$/.test(part) ? `[${part}]` : `['${part.replaceAll("'", "\\'")}']`)).join("");

const errorsOf = (schema: RJSFSchema, value: unknown): RJSFValidationError[] =>
  checkValue(schema, value).map(({ path, message }) => ({
    property: propertyOf(path),
    message,
    stack: `${path.join(".") || "value"}: ${message}`,
  }));

/** The form library's validator on a checker that needs no eval, so that the page's policy can forbid it. */
export const validator: ValidatorType = {
  validateFormData(value, schema) {
    const errors = errorsOf(schema, value);
    return { errors, errorSchema: toErrorSchema(errors) };
  },
  isValid: (schema, value, root) =>
    checkValue({ definitions: root.definitions, $defs: root.$defs, ...schema }, value).length === 0,
  rawValidation: (schema, value) => ({ errors: [...checkValue(schema, value)] as never[] }),
};
