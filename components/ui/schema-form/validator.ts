import { ErrorSchemaBuilder, type ValidatorType } from "@rjsf/utils";
import { checkValue } from "#components/ui/schema-form/check-value.ts";

/** The form library's validator on a checker that needs no eval, so that the page's policy can forbid it. */
export const validator: ValidatorType = {
  validateFormData(value, schema) {
    const builder = new ErrorSchemaBuilder();
    const errors = checkValue(schema, value).map(({ path, message }) => {
      builder.addErrors(message, path);
      return { property: `.${path.join(".")}`, message, stack: `${path.join(".") || "value"}: ${message}` };
    });
    return { errors, errorSchema: builder.ErrorSchema };
  },
  isValid: (schema, value, root) =>
    checkValue({ definitions: root.definitions, $defs: root.$defs, ...schema }, value).length === 0,
  rawValidation: () => ({ errors: [] }),
};
