import { Dialog, DialogContent } from "#components/ui/dialog.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { AuditCheck } from "#core/audit-views.ts";

/** What a look at the whole chain found. */
export const CheckDialog = ({ checked, onClose }: { checked: AuditCheck; onClose: () => void }) => (
  <Dialog open onOpenChange={(open) => !open && onClose()}>
    <DialogContent title={checked.intact ? "The audit is as it was written" : "The audit was tampered with"}>
      {checked.intact ? <Intact {...checked} /> : <Broken {...checked} />}
    </DialogContent>
  </Dialog>
);

function Intact({ entries, hash }: Extract<AuditCheck, { intact: true }>) {
  if (hash === null) return <p className="pb-4 text-muted">There is no entry yet.</p>;
  return (
    <div className="flex flex-col gap-3 pb-4">
      <p>
        {entries} {entries === 1 ? "entry follows" : "entries follow"} one another without a gap. Keep the hash of the
        last one elsewhere: only against it shows that the newest entries were cut off.
      </p>
      <code className="select-all break-all rounded-md border bg-canvas px-3 py-2 text-sm">{hash}</code>
    </div>
  );
}

const Broken = ({ broken, why }: Extract<AuditCheck, { intact: false }>) => (
  <div className="pb-4">
    <Notice tone="danger">
      Entry {broken} is not as it was written. {why}. What stands before it is intact.
    </Notice>
  </div>
);
