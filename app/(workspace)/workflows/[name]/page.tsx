import type { Metadata } from "next";
import { WorkflowEditor } from "#components/editor/workflow-editor.tsx";

export async function generateMetadata({ params }: PageProps<"/workflows/[name]">): Promise<Metadata> {
  return { title: decodeURIComponent((await params).name) };
}

export default async function WorkflowPage({ params }: PageProps<"/workflows/[name]">) {
  const { name } = await params;
  return <WorkflowEditor name={decodeURIComponent(name)} />;
}
