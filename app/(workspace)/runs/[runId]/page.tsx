import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { RunScreen } from "#components/run/run-screen.tsx";

const RUN_ID = /^[1-9]\d{0,14}$/;

export async function generateMetadata({ params }: PageProps<"/runs/[runId]">): Promise<Metadata> {
  return { title: `Run ${(await params).runId}` };
}

export default async function RunPage({ params }: PageProps<"/runs/[runId]">) {
  const { runId } = await params;
  if (!RUN_ID.test(runId)) notFound();
  return <RunScreen runId={Number(runId)} />;
}
