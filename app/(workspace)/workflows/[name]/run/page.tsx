import type { Metadata } from "next";
import { RunFormScreen } from "#components/run/run-form-screen.tsx";

export const metadata: Metadata = { title: "Start a run" };

export default async function RunFormPage({ params, searchParams }: PageProps<"/workflows/[name]/run">) {
  const { name } = await params;
  const { again } = await searchParams;
  return (
    <RunFormScreen
      workflow={decodeURIComponent(name)}
      again={typeof again === "string" && /^\d{1,15}$/.test(again) ? Number(again) : null}
    />
  );
}
