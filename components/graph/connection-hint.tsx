import { Panel, useConnection } from "@xyflow/react";

/** Says why the stage under the pointer cannot be connected to, while the dependency is being drawn. */
export function ConnectionHint({ refusal }: { refusal: (from: string, to: string) => string | null }) {
  const ends = useConnection((connection) => {
    if (!connection.inProgress || !connection.toNode || connection.isValid !== false) return null;
    const isForward = connection.fromHandle.type === "source";
    const [from, to] = isForward ? [connection.fromNode, connection.toNode] : [connection.toNode, connection.fromNode];
    return `${from.id}>${to.id}`;
  });
  const [from, to] = ends?.split(">") ?? [];
  const reason = from && to ? refusal(from, to) : null;
  return reason ? (
    <Panel position="top-center">
      <p role="status" className="graph-hint">
        {reason}
      </p>
    </Panel>
  ) : null;
}
