import type { ReactNode } from "react";
import { OutcomeBadge } from "#components/audit/audit-row.tsx";
import { JsonView } from "#components/ui/json-view.tsx";
import { Sheet, SheetContent } from "#components/ui/sheet.tsx";
import type { AuditEntry } from "#core/audit-views.ts";

/** One change at the side of the list: all that the audit says of it. */
export const AuditDetail = ({ entry, onClose }: { entry: AuditEntry | null; onClose: () => void }) => (
  <Sheet open={entry !== null} onOpenChange={(open) => !open && onClose()}>
    <SheetContent title={entry ? `Entry ${entry.seq}` : "Entry"}>{entry && <Content entry={entry} />}</SheetContent>
  </Sheet>
);

function Content({ entry }: { entry: AuditEntry }) {
  const { action, targetKind, targetId, actor, role, at, address, agent, asked, before, after, hash } = entry;
  return (
    <div className="flex flex-col gap-4">
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
        <Line term="Action">
          {action} <OutcomeBadge entry={entry} />
        </Line>
        <Line term="Target">
          {targetKind} {targetId}
        </Line>
        <Line term="By">
          {actor}, {role}
        </Line>
        <Line term="When">
          <time dateTime={at}>{new Date(at).toLocaleString()}</time>
        </Line>
        <Line term="From">{address ?? "an unknown address"}</Line>
        {agent && <Line term="With">{agent}</Line>}
        <Line term="Hash">
          <code className="break-all text-xs">{hash}</code>
        </Line>
      </dl>
      <Part title="Asked" value={asked} />
      <Part title="Before" value={before} />
      <Part title="After" value={after} />
    </div>
  );
}

const Line = ({ term, children }: { term: string; children: ReactNode }) => (
  <>
    <dt className="text-muted">{term}</dt>
    <dd className="min-w-0 break-words">{children}</dd>
  </>
);

const Part = ({ title, value }: { title: string; value: unknown }) =>
  value === null ? null : (
    <section>
      <h3 className="mb-1 font-medium text-sm">{title}</h3>
      <JsonView value={value} label={title} />
    </section>
  );
