import { type BaseInputTemplateProps, getInputProps, type WidgetProps } from "@rjsf/utils";
import { Input, Textarea } from "#components/ui/input.tsx";
import { tied } from "#components/ui/schema-form/tied.ts";

/** One line: text, number, date, e-mail, address. */
export function LineInput(props: BaseInputTemplateProps) {
  const {
    value,
    readonly,
    autofocus,
    onBlur,
    onFocus,
    onChange,
    onChangeOverride,
    options,
    schema,
    type,
    id,
    placeholder,
  } = props;
  const { type: inputType, step, min, max } = getInputProps(schema, type, options);
  return (
    <Input
      {...tied(props)}
      type={inputType}
      {...(step === undefined ? {} : { step })}
      {...(min === undefined ? {} : { min })}
      {...(max === undefined ? {} : { max })}
      placeholder={placeholder}
      readOnly={readonly}
      autoFocus={autofocus}
      value={value ?? ""}
      onChange={
        onChangeOverride ?? ((event) => onChange(event.target.value === "" ? options.emptyValue : event.target.value))
      }
      onBlur={(event) => onBlur(id, event.target.value)}
      onFocus={(event) => onFocus(id, event.target.value)}
    />
  );
}

export function LongText(props: WidgetProps) {
  const { value, readonly, onBlur, onFocus, onChange, options, id, placeholder } = props;
  return (
    <Textarea
      {...tied(props)}
      rows={5}
      placeholder={placeholder}
      readOnly={readonly}
      value={value ?? ""}
      onChange={(event) => onChange(event.target.value === "" ? options.emptyValue : event.target.value)}
      onBlur={(event) => onBlur(id, event.target.value)}
      onFocus={(event) => onFocus(id, event.target.value)}
    />
  );
}
