import type { UntakenTag } from "#core/operations-views.ts";
import { DEFAULT_TAG } from "#core/worker-tag.ts";

/** Says which tags have work that waits for a worker, as none that is alive takes them. */
export function UntakenTags({ untaken }: { untaken: UntakenTag[] }) {
  if (untaken.length === 0) return null;
  return (
    <ul aria-label="Work that no worker takes" className="flex flex-col gap-1 text-danger-ink text-sm">
      {untaken.map(({ tag, ready }) => (
        <li key={tag}>
          {ready.toLocaleString("en")} {ready === 1 ? "task waits" : "tasks wait"} for a worker with the tag{" "}
          <code>{tag}</code>: start one{" "}
          {tag !== DEFAULT_TAG && (
            <>
              with <code>HEDDLE_WORKER_TAGS={tag}</code>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
