import type { Metadata } from "next";
import { FunctionScreen } from "#components/functions/function-screen.tsx";

export async function generateMetadata({ params }: PageProps<"/functions/[name]">): Promise<Metadata> {
  return { title: decodeURIComponent((await params).name) };
}

export default async function FunctionPage({ params }: PageProps<"/functions/[name]">) {
  const { name } = await params;
  return <FunctionScreen name={decodeURIComponent(name)} />;
}
