import { sentenceOf } from "#components/trpc/api-error.ts";
import { bytesWords } from "#components/ui/bytes-words.ts";
import { Notice } from "#components/ui/notice.tsx";
import type { RetentionPreview } from "#core/retention.ts";

interface RetentionPreviewNoticeProps {
  preview: { data: RetentionPreview | undefined; error: unknown };
}

const runs = (count: number) => `${count.toLocaleString("en")} ${count === 1 ? "run" : "runs"}`;

/** What would go by a retention that is not set yet. */
export function RetentionPreviewNotice({ preview: { data, error } }: RetentionPreviewNoticeProps) {
  if (error) return <Notice tone="danger">{sentenceOf(error)}</Notice>;
  if (!data) return <p className="text-muted text-sm">Counting what would go …</p>;
  const { ended, goes, needed, bytes } = data;
  const kept = needed > 0 ? ` ${runs(needed)} would go, but ${needed === 1 ? "is" : "are"} needed still.` : "";
  if (goes === 0) return <Notice tone="neutral">{`Nothing goes: ${runs(ended)} that have ended stay.${kept}`}</Notice>;
  return (
    <Notice tone="warning">
      {`${runs(goes)} of ${ended.toLocaleString("en")} that have ended would be deleted, about ${bytesWords(bytes)}.${kept}`}
    </Notice>
  );
}
