import { Inbox, type LucideIcon, Play, Settings, Workflow } from "lucide-react";

export interface PageLink {
  href: string;
  title: string;
  icon: LucideIcon;
}

export const PAGES: PageLink[] = [
  { href: "/workflows", title: "Workflows", icon: Workflow },
  { href: "/runs", title: "Runs", icon: Play },
  { href: "/inbox", title: "Inbox", icon: Inbox },
  { href: "/settings", title: "Settings", icon: Settings },
];

export const isOpen = (page: PageLink, path: string) => path === page.href || path.startsWith(`${page.href}/`);
