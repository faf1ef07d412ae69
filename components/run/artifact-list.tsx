import { Download, FileText } from "lucide-react";
import { bytesWords } from "#components/ui/bytes-words.ts";
import type { ArtifactView } from "#core/views.ts";

/** Files that a run made, to be downloaded. */
export const ArtifactList = ({ artifacts, showStage }: { artifacts: readonly ArtifactView[]; showStage: boolean }) => (
  <ul className="flex flex-col gap-1">
    {artifacts.map((artifact) => (
      <li key={`${artifact.taskId} ${artifact.hash} ${artifact.name}`}>
        <a
          href={artifact.href}
          download={artifact.name}
          aria-label={`Download ${artifact.name}, ${bytesWords(artifact.size)}`}
          className="flex min-h-9 items-center gap-2 rounded-md border bg-surface px-3 py-1.5 hover:bg-hover pointer-coarse:min-h-11"
        >
          <FileText aria-hidden className="size-4 shrink-0 text-muted" />
          <span className="min-w-0 flex-1 truncate font-medium">{artifact.name}</span>
          {showStage && <span className="truncate text-muted text-xs">{artifact.stageId}</span>}
          <span className="shrink-0 text-muted text-xs">{bytesWords(artifact.size)}</span>
          <Download aria-hidden className="size-4 shrink-0 text-muted" />
        </a>
      </li>
    ))}
  </ul>
);
