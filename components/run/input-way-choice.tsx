import { Button } from "#components/ui/button.tsx";

interface InputWayChoiceProps {
  asJson: boolean;
  onChange: (asJson: boolean) => void;
}

/** Whether an input is written in the form that its schema makes, or as JSON. */
export function InputWayChoice({ asJson, onChange }: InputWayChoiceProps) {
  return (
    <fieldset className="flex gap-1">
      <legend className="sr-only">How to write the input</legend>
      {[false, true].map((json) => (
        <Button
          key={String(json)}
          size="sm"
          look="ghost"
          aria-pressed={asJson === json}
          onClick={() => onChange(json)}
          className="aria-pressed:bg-accent-soft aria-pressed:text-accent-ink"
        >
          {json ? "JSON" : "Form"}
        </Button>
      ))}
    </fieldset>
  );
}
