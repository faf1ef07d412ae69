"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Plus, Upload, Workflow } from "lucide-react";
import Link from "next/link";
import { useDeferredValue, useState } from "react";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { useMay } from "#components/trpc/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Input } from "#components/ui/input.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { pageScroller } from "#components/ui/page-scroller.ts";
import { useShortcuts } from "#components/ui/shortcuts.ts";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { VirtualRows } from "#components/ui/virtual-rows.tsx";
import { ImportDialog } from "#components/workflows/import-dialog.tsx";
import { NewDialog } from "#components/workflows/new-dialog.tsx";
import { WorkflowRow } from "#components/workflows/workflow-row.tsx";

const PAGE = 50;
const ROW_HEIGHT = 64;
const REFRESH_MS = 5_000;

export function WorkflowList({ archived }: { archived: boolean }) {
  const trpc = useTRPC();
  const mayEdit = useMay("workflow.edit");
  const [search, setSearch] = useState("");
  const [dialog, setDialog] = useState<"new" | "import" | null>(null);
  const wanted = useDeferredValue(search.trim());
  const list = useInfiniteQuery(
    trpc.workflows.list.infiniteQueryOptions(
      { archived, limit: PAGE, ...(wanted ? { search: wanted } : {}) },
      { getNextPageParam: (page) => page.next, placeholderData: keepPreviousData, refetchInterval: REFRESH_MS },
    ),
  );
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  useShortcuts("Workflows", mayEdit ? [{ keys: "n", label: "New workflow", run: () => setDialog("new") }] : []);

  const actions = mayEdit && (
    <>
      <Button onClick={() => setDialog("import")}>
        <Upload aria-hidden />
        Import
      </Button>
      <Button look="primary" onClick={() => setDialog("new")}>
        <Plus aria-hidden />
        New workflow
      </Button>
    </>
  );

  return (
    <>
      <PageHeader title={archived ? "Archived workflows" : "Workflows"} actions={actions}>
        <div className="flex items-center gap-3">
          <Input
            type="search"
            aria-label="Search workflows"
            placeholder="Search by title or name"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            className="max-w-72"
          />
          <Link
            href={archived ? "/workflows" : "/workflows?archived=1"}
            className="shrink-0 text-muted text-sm underline underline-offset-2 hover:text-ink"
          >
            {archived ? "Back to all" : "Archived"}
          </Link>
        </div>
      </PageHeader>
      {list.isPending ? (
        <SkeletonRows label="Loading workflows" />
      ) : list.error && rows.length === 0 ? (
        <ErrorState onRetry={() => list.refetch()}>{sentenceOf(list.error)}</ErrorState>
      ) : rows.length === 0 ? (
        <NoWorkflows
          search={wanted}
          archived={archived}
          onNew={mayEdit ? () => setDialog("new") : null}
          onImport={() => setDialog("import")}
        />
      ) : (
        <VirtualRows
          rows={rows}
          rowHeight={ROW_HEIGHT}
          keyOf={(workflow) => workflow.id}
          scroller={pageScroller}
          label="Workflows"
          onEnd={list.hasNextPage && !list.isFetchingNextPage ? list.fetchNextPage : undefined}
        >
          {(workflow) => <WorkflowRow workflow={workflow} />}
        </VirtualRows>
      )}
      {dialog === "new" && <NewDialog onClose={() => setDialog(null)} />}
      {dialog === "import" && <ImportDialog onClose={() => setDialog(null)} />}
    </>
  );
}

interface NoWorkflowsProps {
  search: string;
  archived: boolean;
  onNew: (() => void) | null;
  onImport: () => void;
}

function NoWorkflows({ search, archived, onNew, onImport }: NoWorkflowsProps) {
  if (search)
    return (
      <EmptyState icon={Workflow} title={`No workflow is called “${search}”`}>
        Search looks in titles and names. Try fewer letters.
      </EmptyState>
    );
  if (archived)
    return (
      <EmptyState icon={Workflow} title="Nothing is archived">
        Workflows that you archive wait here until you restore them.
      </EmptyState>
    );
  return (
    <EmptyState
      icon={Workflow}
      title="No workflows yet"
      actions={
        onNew && (
          <>
            <Button look="primary" onClick={onNew}>
              Draw one from blank
            </Button>
            <Button onClick={onImport}>Import one</Button>
          </>
        )
      }
    >
      {onNew
        ? "Draw your first workflow, or import a definition: the folder examples/ that comes with Heddle holds some to start from."
        : "An editor or the owner has to create one first."}
    </EmptyState>
  );
}
