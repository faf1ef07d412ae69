import { useId } from "react";
import { SCOPE_WORDS } from "#components/settings/scope-words.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { SCOPES, type Scope } from "#core/scopes.ts";

interface ScopeFieldProps {
  chosen: readonly Scope[];
  onChange: (scopes: Scope[]) => void;
  error: string | null;
}

/** What a key is for. */
export function ScopeField({ chosen, onChange, error }: ScopeFieldProps) {
  const id = useId();
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 font-medium text-ink text-sm">Scopes</legend>
      {SCOPES.map((scope) => (
        <div key={scope} className="flex items-center gap-2">
          <Checkbox
            id={`${id}-${scope}`}
            checked={chosen.includes(scope)}
            onCheckedChange={(isChosen) =>
              onChange(SCOPES.filter((one) => (one === scope ? isChosen === true : chosen.includes(one))))
            }
          />
          <label htmlFor={`${id}-${scope}`} className="min-w-0 text-sm">
            <span className="font-medium">{scope}</span> <span className="text-muted">{SCOPE_WORDS[scope]}</span>
          </label>
        </div>
      ))}
      {error && <FieldError>{error}</FieldError>}
    </fieldset>
  );
}
