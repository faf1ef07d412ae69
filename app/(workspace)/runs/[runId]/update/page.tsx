import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { UpdateScreen } from "#components/run/update-screen.tsx";

const RUN_ID = /^[1-9]\d{0,14}$/;

export async function generateMetadata({ params }: PageProps<"/runs/[runId]/update">): Promise<Metadata> {
  return { title: `Change run ${(await params).runId}` };
}

export default async function UpdatePage({ params }: PageProps<"/runs/[runId]/update">) {
  const { runId } = await params;
  if (!RUN_ID.test(runId)) notFound();
  return <UpdateScreen runId={Number(runId)} />;
}
