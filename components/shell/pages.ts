import {
  Activity,
  Archive,
  Bell,
  CalendarClock,
  Gauge,
  Inbox,
  Layers,
  type LucideIcon,
  Play,
  Send,
  Settings,
  SquareFunction,
  Table2,
  Workflow,
} from "lucide-react";
import type { Action } from "#core/roles.ts";

export interface PageLink {
  href: string;
  title: string;
  icon: LucideIcon;
  /** What one must be able to do for the page to be of use. */
  needs?: Action;
}

/** What everybody comes for: always in sight, on a phone too. */
export const MAIN_PAGES: PageLink[] = [
  { href: "/workflows", title: "Workflows", icon: Workflow },
  { href: "/runs", title: "Runs", icon: Play },
  { href: "/inbox", title: "Inbox", icon: Inbox },
  { href: "/notifications", title: "Notifications", icon: Bell },
];

/** What those come for who run the place: below on a wide screen, under "More" on a phone. */
export const MORE_PAGES: PageLink[] = [
  { href: "/batches", title: "Batches", icon: Layers },
  { href: "/items", title: "Items", icon: Table2 },
  { href: "/triggers", title: "Triggers", icon: CalendarClock },
  { href: "/deliveries", title: "Deliveries", icon: Send },
  { href: "/functions", title: "Functions", icon: SquareFunction },
  { href: "/rules", title: "Rules", icon: Gauge },
  { href: "/cache", title: "Cache", icon: Archive },
  { href: "/operations", title: "Operations", icon: Activity, needs: "operations.read" },
  { href: "/settings", title: "Settings", icon: Settings },
];

export const isOpen = (page: PageLink, path: string) => path === page.href || path.startsWith(`${page.href}/`);
