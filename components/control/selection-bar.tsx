import { X } from "lucide-react";
import type { ReactNode } from "react";
import { CONTROL_LOOK } from "#components/control/control-look.ts";
import type { StageAction } from "#components/control/stage-actions.ts";
import { Button } from "#components/ui/button.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";

interface SelectionBarProps<Action extends StageAction> {
  /** What is selected, e.g. "3 stages". */
  selected: string;
  total: number;
  /** What can be done, and to how many of those that are selected. */
  actions: readonly { action: Action; count: number }[];
  onAction: (action: Action) => void;
  onClear: () => void;
  /** What else can be done with it, e.g. a link. */
  children?: ReactNode;
}

/** What can be done to all that is selected. */
export function SelectionBar<Action extends StageAction>({
  selected,
  total,
  actions,
  onAction,
  onClear,
  children,
}: SelectionBarProps<Action>) {
  return (
    <section
      aria-label="Selection"
      className="flex flex-wrap items-center gap-2 rounded-lg border bg-raised px-3 py-2 shadow-overlay"
    >
      <span aria-live="polite" className="mr-1 font-medium text-sm">
        {selected} selected
      </span>
      {actions.map(({ action, count }) => {
        const { label, icon: Icon } = CONTROL_LOOK[action];
        return (
          <Button key={action} size="sm" onClick={() => onAction(action)}>
            <Icon aria-hidden /> {label}
            {count < total && <span className="text-muted">{count}</span>}
          </Button>
        );
      })}
      {children}
      {actions.length === 0 && !children && (
        <span className="text-muted text-sm">Nothing can be done to all of this.</span>
      )}
      <IconButton label="Clear the selection" shortcut="escape" size="sm" className="ml-auto" onClick={onClear}>
        <X aria-hidden />
      </IconButton>
    </section>
  );
}
