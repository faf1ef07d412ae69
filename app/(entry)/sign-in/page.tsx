import type { Metadata } from "next";
import { SignInForm } from "#components/shell/sign-in-form.tsx";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const { next, error } = await searchParams;
  const textOf = (value: unknown) => (typeof value === "string" ? value : null);
  return <SignInForm next={textOf(next)} refused={textOf(error)} />;
}
