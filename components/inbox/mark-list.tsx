import { MessageSquareText } from "lucide-react";
import { placeKey, placeWords } from "#components/inbox/marks.ts";
import type { MarkView } from "#core/review-views.ts";

/** What was marked, each with what was said about it. */
export const MarkList = ({ marks }: { marks: readonly MarkView[] }) =>
  marks.length === 0 ? null : (
    <ul aria-label="Marks" className="flex flex-col gap-1 text-sm">
      {marks.map((mark) => (
        <li key={placeKey(mark)} className="flex items-start gap-2">
          <MessageSquareText aria-hidden className="mt-0.5 size-3.5 shrink-0 text-warning-ink" />
          <span className="min-w-0 break-words">
            <span className="font-medium">{placeWords(mark)}</span>
            {mark.note && <span className="text-muted"> — {mark.note}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
