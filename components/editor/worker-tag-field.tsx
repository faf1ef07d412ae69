import { CommittedField } from "#components/editor/plain-fields.tsx";
import { WorkerTag } from "#core/worker-tag.ts";

interface WorkerTagFieldProps {
  value: string | undefined;
  /** The tag that holds when it is empty. */
  whenEmpty: string;
  onChange: (value: string | undefined) => void;
}

function refuse(text: string): string | null {
  const shape = WorkerTag.safeParse(text);
  return text === "" || shape.success ? null : `A tag ${shape.error.issues[0]?.message ?? "has another shape"}.`;
}

/** Which workers take the tasks: those that have the tag. */
export function WorkerTagField({ value, whenEmpty, onChange }: WorkerTagFieldProps) {
  return (
    <CommittedField
      label="Worker tag"
      hint="Only workers with this tag take it"
      mono
      value={value ?? ""}
      placeholder={whenEmpty}
      refuse={refuse}
      onCommit={(tag) => onChange(tag || undefined)}
    />
  );
}
