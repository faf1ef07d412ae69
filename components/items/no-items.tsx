import { Table2 } from "lucide-react";
import Link from "next/link";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";

const WORDS = {
  no_workflow: {
    title: "No workflow is published yet",
    text: "Publish a workflow and run it: each item that goes through it appears here.",
  },
  not_published: { title: "This workflow is not published yet", text: "Publish it and run it to see its items here." },
  no_item_id: {
    title: "This workflow does not name its items",
    text: "Give it an item id, such as input.id, in its settings. Runs that start from then on appear here by item.",
  },
  no_run: { title: "No item has gone through it yet", text: "Press Run: each item appears here as its run starts." },
  filtered: { title: "No item fits these filters", text: "Clear a filter above to see more." },
} as const;

/** Why there is nothing to see, and what to do about it. */
export function NoItems({ why, workflow }: { why: keyof typeof WORDS; workflow?: string }) {
  const { title, text } = WORDS[why];
  const to = workflow === undefined ? "/workflows" : `/workflows/${encodeURIComponent(workflow)}`;
  return (
    <EmptyState
      icon={Table2}
      title={title}
      actions={
        why !== "filtered" && (
          <Button look="primary" asChild>
            <Link href={to}>{workflow === undefined ? "Go to workflows" : "Open the workflow"}</Link>
          </Button>
        )
      }
    >
      {text}
    </EmptyState>
  );
}
