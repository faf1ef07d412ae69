import type { Metadata } from "next";
import { CacheScreen } from "#components/cache/cache-screen.tsx";

export const metadata: Metadata = { title: "Cache" };

export default function CachePage() {
  return <CacheScreen />;
}
