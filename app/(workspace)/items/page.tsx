import type { Metadata } from "next";
import { ItemsScreen } from "#components/items/items-screen.tsx";

export const metadata: Metadata = { title: "Items" };

export default function ItemsPage() {
  return <ItemsScreen />;
}
