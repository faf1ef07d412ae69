import type { Metadata } from "next";
import { FunctionList } from "#components/functions/function-list.tsx";

export const metadata: Metadata = { title: "Functions" };

export default async function FunctionsPage({ searchParams }: PageProps<"/functions">) {
  const { retired } = await searchParams;
  return <FunctionList retired={retired === "1"} />;
}
