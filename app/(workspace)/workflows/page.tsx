import type { Metadata } from "next";
import { WorkflowList } from "#components/workflows/workflow-list.tsx";

export const metadata: Metadata = { title: "Workflows" };

export default async function WorkflowsPage({ searchParams }: PageProps<"/workflows">) {
  const { archived } = await searchParams;
  return <WorkflowList archived={archived === "1"} />;
}
