import { Handle, type NodeProps, Position } from "@xyflow/react";
import { Repeat2, TriangleAlert } from "lucide-react";
import { memo } from "react";
import { FATE_LOOK } from "#components/graph/fate-look.ts";
import {
  type StageFate,
  type StageFlowNode,
  type StageNodeData,
  type StageProgress,
  shownStatus,
} from "#components/graph/graph-node.ts";
import { kindIcon } from "#components/graph/kind-icons.ts";
import { MarkWords } from "#components/graph/mark-words.tsx";
import { useIsTiny } from "#components/graph/zoom-level.tsx";
import { Countdown } from "#components/ui/countdown.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { STATUS_LOOK } from "#components/ui/status-look.ts";
import { describedKind } from "#core/kinds/registry.ts";
import type { Progress } from "#core/run-event.ts";
import { isSettled } from "#core/statuses.ts";

/** Draws one stage. Its name for assistive technology stands on the node around it (`stageLabel`). */
export const StageNode = memo(function StageNode({ id, data, isConnectable }: NodeProps<StageFlowNode>) {
  const isTiny = useIsTiny();
  const KindIcon = kindIcon(data.kind);
  const share = reportedShare(data.progress);
  const look = {
    "data-status": data.progress ? shownStatus(data.progress) : undefined,
    "data-difference": data.mark?.look,
    "data-fate": data.fate?.fate,
    "data-problems": data.problemCount > 0 || undefined,
  };
  if (isTiny)
    return (
      <div className="stage-node" {...look}>
        <EdgeEnd type="target" position={Position.Left} />
        <EdgeEnd type="source" position={Position.Right} />
      </div>
    );
  return (
    <div className="stage-node" title={data.fate ? fateText(data.fate) : undefined} {...look}>
      <Handle type="target" position={Position.Left} isConnectable={isConnectable} />
      <span className="stage-node-kind" title={describedKind(data.kind).title}>
        <KindIcon aria-hidden size={16} />
      </span>
      <span className="stage-node-text">
        <strong>{data.title}</strong>
        <small>
          {data.mark ? (
            <MarkWords mark={data.mark} />
          ) : data.fate ? (
            <Fate fate={data.fate} />
          ) : data.progress ? (
            <StageState progress={data.progress} />
          ) : (
            id
          )}
        </small>
      </span>
      {data.isFanOut && !data.progress && <Repeat2 className="stage-node-fan-out" aria-hidden size={14} />}
      {data.problemCount > 0 && (
        <span className="stage-node-problems">
          <TriangleAlert aria-hidden size={12} />
          {data.problemCount}
        </span>
      )}
      <Handle type="source" position={Position.Right} isConnectable={isConnectable} />
      {share !== null && <i className="stage-node-share" style={{ width: `${100 * share}%` }} />}
    </div>
  );
});

/** What React Flow measures to know where edges end: a handle that cannot be used, without a handle's cost. */
const EdgeEnd = ({ type, position }: { type: "source" | "target"; position: Position }) => (
  <i className={`react-flow__handle react-flow__handle-${position} ${type}`} data-handlepos={position} />
);

function Fate({ fate: { fate, reason } }: { fate: StageFate }) {
  const { label, icon: FateIcon } = FATE_LOOK[fate];
  return (
    <>
      <FateIcon aria-hidden size={13} className="stage-node-fate" />
      <span className="stage-node-reason">{reason ?? label}</span>
    </>
  );
}

function StageState({ progress }: { progress: StageProgress }) {
  const { label, icon: StatusIcon } = STATUS_LOOK[shownStatus(progress)];
  const { suspension } = progress;
  const reported = underWay(progress);
  const wakesAt = suspension?.for === "timer" ? suspension.until : null;
  return (
    <>
      <StatusIcon aria-hidden size={13} className="stage-node-status" />
      {progress.subtasks ? (
        <span title={`${label}: ${subtaskText(progress.subtasks)}`}>{shortSubtaskText(progress.subtasks)}</span>
      ) : (
        <span className="stage-node-status">{wakesAt ? "Wakes" : reported ? reportedText(reported) : label}</span>
      )}
      {wakesAt && <Countdown className="stage-node-elapsed" to={wakesAt} />}
      {progress.startedAt && !wakesAt && !progress.subtasks?.failed && (
        <Duration className="stage-node-elapsed" from={progress.startedAt} to={progress.finishedAt} />
      )}
    </>
  );
}

/** `1200/5000, 20 failed`: what an outside system has reported, in as few characters. */
export function reportedText({ succeeded, failed, expected, isText }: Progress): string {
  if (isText) return `${shortNumber(succeeded)} characters`;
  const of = expected === null ? " done" : `/${shortNumber(expected)}`;
  return `${shortNumber(succeeded + failed)}${of}${failed > 0 ? `, ${shortNumber(failed)} failed` : ""}`;
}

/** What is reported of a stage that has not ended yet. */
const underWay = (progress: StageProgress | null): Progress | null =>
  progress && !isSettled(progress.status) ? (progress.progress ?? null) : null;

/** How much of its work an outside system has reported as done, from 0 to 1; null when that is not known. */
function reportedShare(progress: StageProgress | null): number | null {
  const reported = underWay(progress);
  if (!reported?.expected) return null;
  return Math.min(1, (reported.succeeded + reported.failed) / reported.expected);
}

type SubtaskCounts = NonNullable<StageProgress["subtasks"]>;

/** `7 of 12, 1 failed`: how many subtasks have settled, and what went wrong. */
export function subtaskText(counts: SubtaskCounts): string {
  return `${settledIn(counts)} of ${counts.total}${counts.failed > 0 ? `, ${counts.failed} failed` : ""}`;
}

/** `7/12, 1 failed`: the same in so few characters that a node has room for 100,000 subtasks. */
export function shortSubtaskText(counts: SubtaskCounts): string {
  const { total, failed } = counts;
  return `${shortNumber(settledIn(counts))}/${shortNumber(total)}${failed > 0 ? `, ${shortNumber(failed)} failed` : ""}`;
}

const settledIn = ({ completed, failed, skipped, canceled }: SubtaskCounts) => completed + failed + skipped + canceled;

// Rounded down: a count never looks complete before it is.
const shortNumber = (count: number) => (count < 10_000 ? `${count}` : `${Math.floor(count / 100) / 10}k`);

/** How a stage is called aloud: `Fetch prices, completed`. */
export function stageLabel({ title, progress, problemCount, fate, mark }: StageNodeData): string {
  const parts = [title];
  if (mark) parts.push(mark.words.toLowerCase());
  if (fate) parts.push(fateText(fate));
  if (progress) parts.push(STATUS_LOOK[shownStatus(progress)].label.toLowerCase());
  if (progress?.subtasks) parts.push(subtaskText(progress.subtasks));
  const reported = underWay(progress);
  if (reported) parts.push(reportedText(reported));
  if (problemCount > 0) parts.push(problemCount === 1 ? "1 problem" : `${problemCount} problems`);
  return parts.join(", ");
}

/** `may run: depends on Tune`. */
function fateText({ fate, reason }: StageFate): string {
  const label = FATE_LOOK[fate].label.toLowerCase();
  return reason === null ? label : `${label}: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}`;
}
