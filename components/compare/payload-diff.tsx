import { PayloadView } from "#components/attempts/payload-view.tsx";
import { ValueDiff } from "#components/diff/value-diff.tsx";
import type { Payload } from "#core/views.ts";

interface PayloadDiffProps {
  /** What it is, e.g. "Output". */
  name: string;
  first: Payload | null;
  second: Payload | null;
}

/** What changed from one payload to the other; what cannot be compared here stands side by side. */
export function PayloadDiff({ name, first, second }: PayloadDiffProps) {
  if (first === null && second === null) return <p className="text-muted text-sm">Neither run has one.</p>;
  if (first && second && !first.href && !second.href)
    return <ValueDiff before={first.value} after={second.value} label={name} />;
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Side name={name} of="first" payload={first} />
      <Side name={name} of="second" payload={second} />
    </div>
  );
}

const Side = ({ name, of, payload }: { name: string; of: "first" | "second"; payload: Payload | null }) => (
  <div className="flex min-w-0 flex-col gap-2">
    <h4 className="font-medium text-muted text-xs">In the {of} run</h4>
    <PayloadView payload={payload} label={`${name} in the ${of} run`} missing="It has none." />
  </div>
);
