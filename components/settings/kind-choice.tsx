import { KIND_WORDS } from "#components/settings/notification-words.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { NOTIFICATION_KINDS, type NotificationKind } from "#core/notification.ts";

interface KindChoiceProps {
  /** Of what is chosen, for those who do not see it. */
  label: string;
  chosen: readonly NotificationKind[];
  disabled: boolean;
  onChange: (kinds: NotificationKind[]) => void;
}

/** Of what somebody is told: a choice of the kinds of notifications. */
export const KindChoice = ({ label, chosen, disabled, onChange }: KindChoiceProps) => (
  <fieldset className="rounded-lg border bg-surface">
    <legend className="sr-only">{label}</legend>
    {NOTIFICATION_KINDS.map((kind) => (
      // biome-ignore lint/a11y/noLabelWithoutControl: the checkbox within is a button that the label names
      <label key={kind} className="flex min-h-10 items-center gap-3 border-b px-4 last:border-b-0">
        <Checkbox
          checked={chosen.includes(kind)}
          disabled={disabled}
          onCheckedChange={(isOn) =>
            onChange(NOTIFICATION_KINDS.filter((one) => (one === kind ? isOn === true : chosen.includes(one))))
          }
        />
        {KIND_WORDS[kind]}
      </label>
    ))}
  </fieldset>
);
