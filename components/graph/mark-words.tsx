import type { StageMark } from "#components/graph/graph-node.ts";

/** What is said of a stage, in its node. */
export const MarkWords = ({ mark: { icon: Icon, words } }: { mark: StageMark }) => (
  <>
    <Icon aria-hidden size={13} className="stage-node-status" />
    <span className="stage-node-mark" title={words}>
      {words}
    </span>
  </>
);
