import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { CompareScreen } from "#components/compare/compare-screen.tsx";

const RUN_ID = /^[1-9]\d{0,14}$/;

type Props = PageProps<"/runs/[runId]/compare/[otherId]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { runId, otherId } = await params;
  return { title: `Runs ${runId} and ${otherId}` };
}

export default async function ComparePage({ params }: Props) {
  const { runId, otherId } = await params;
  if (!RUN_ID.test(runId) || !RUN_ID.test(otherId)) notFound();
  return <CompareScreen runId={Number(runId)} otherRunId={Number(otherId)} />;
}
