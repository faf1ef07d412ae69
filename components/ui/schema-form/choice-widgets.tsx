import { optionId, type WidgetProps } from "@rjsf/utils";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { tied } from "#components/ui/schema-form/tied.ts";
import { Select } from "#components/ui/select.tsx";

const isChosen = (option: unknown, value: unknown) => JSON.stringify(option) === JSON.stringify(value);

export function SelectChoice(props: WidgetProps) {
  const { options, value, onChange, required } = props;
  const choices = options.enumOptions ?? [];
  const chosen = choices.findIndex((option) => isChosen(option.value, value));
  return (
    <Select
      {...tied(props)}
      value={chosen < 0 ? "" : String(chosen)}
      onChange={(event) =>
        onChange(event.target.value === "" ? options.emptyValue : choices[Number(event.target.value)]?.value)
      }
    >
      <option value="" disabled={required && chosen >= 0}>
        Choose…
      </option>
      {choices.map((option, index) => (
        <option key={JSON.stringify(option.value)} value={index}>
          {option.label}
        </option>
      ))}
    </Select>
  );
}

export function RadioChoice(props: WidgetProps) {
  const { options, value, onChange, id } = props;
  const { id: groupId, name, disabled, ...aria } = tied(props);
  return (
    <div
      id={groupId}
      role="radiogroup"
      aria-label={props.label}
      tabIndex={-1}
      className="flex flex-wrap gap-2"
      {...aria}
    >
      {(options.enumOptions ?? []).map((option, index) => (
        <label
          key={JSON.stringify(option.value)}
          htmlFor={optionId(id, index)}
          className="inline-flex min-h-8 items-center gap-2 rounded-md border border-line-strong bg-surface px-3 hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft pointer-coarse:min-h-10"
        >
          <input
            type="radio"
            id={optionId(id, index)}
            name={name}
            disabled={disabled}
            checked={isChosen(option.value, value)}
            onChange={() => onChange(option.value)}
            className="accent-accent"
          />
          {option.label}
        </label>
      ))}
    </div>
  );
}

export function YesNo(props: WidgetProps) {
  const { name, ...aria } = tied(props);
  return (
    <label htmlFor={props.id} className="flex items-center gap-2">
      <Checkbox
        {...aria}
        name={name}
        checked={props.value === true}
        onCheckedChange={(checked) => props.onChange(checked === true)}
      />
      {props.label}
    </label>
  );
}

export function ManyChoices(props: WidgetProps) {
  const { options, value, onChange, id } = props;
  const chosen: unknown[] = Array.isArray(value) ? value : [];
  return (
    <fieldset id={id} aria-label={props.label} className="flex flex-wrap gap-x-4 gap-y-2">
      {(options.enumOptions ?? []).map((option, index) => (
        <label key={JSON.stringify(option.value)} htmlFor={optionId(id, index)} className="flex items-center gap-2">
          <Checkbox
            id={optionId(id, index)}
            disabled={props.disabled ?? false}
            checked={chosen.some((one) => isChosen(one, option.value))}
            onCheckedChange={(checked) =>
              onChange(
                checked === true ? [...chosen, option.value] : chosen.filter((one) => !isChosen(one, option.value)),
              )
            }
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
