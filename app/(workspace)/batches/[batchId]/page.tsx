import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { BatchScreen } from "#components/batches/batch-screen.tsx";

const BATCH_ID = /^[1-9]\d{0,14}$/;

export async function generateMetadata({ params }: PageProps<"/batches/[batchId]">): Promise<Metadata> {
  return { title: `Batch ${(await params).batchId}` };
}

export default async function BatchPage({ params }: PageProps<"/batches/[batchId]">) {
  const { batchId } = await params;
  if (!BATCH_ID.test(batchId)) notFound();
  return <BatchScreen batchId={Number(batchId)} />;
}
