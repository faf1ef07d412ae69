"use client";

import clsx from "clsx";
import { Search } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { PageCount } from "#components/shell/page-count.tsx";
import { isOpen, MAIN_PAGES, type PageLink } from "#components/shell/pages.ts";
import { useMorePages } from "#components/shell/use-more-pages.ts";
import { UserMenu } from "#components/shell/user-menu.tsx";
import { WorkspaceMenu } from "#components/shell/workspace-menu.tsx";
import { Kbd } from "#components/ui/kbd.tsx";

/** The way around on a wide screen; narrow ones show icons only. */
export function Sidebar({ onSearch }: { onSearch: () => void }) {
  const morePages = useMorePages();
  return (
    <aside className="hidden w-14 shrink-0 flex-col gap-4 border-r bg-canvas px-2 py-3 md:flex lg:w-56">
      <WorkspaceMenu />
      <button
        type="button"
        onClick={onSearch}
        className="flex h-8 items-center gap-2 rounded-md border border-line-strong bg-surface px-2 text-muted text-sm hover:bg-hover max-lg:justify-center"
      >
        <Search aria-hidden className="size-4 shrink-0" />
        <span className="flex-1 text-left max-lg:sr-only">Go to…</span>
        <span className="max-lg:hidden">
          <Kbd keys="mod+k" />
        </span>
      </button>
      <nav aria-label="Main" className="flex flex-1 flex-col gap-0.5">
        {MAIN_PAGES.map((page) => (
          <SidebarLink key={page.href} page={page} />
        ))}
        <div aria-hidden className="mx-2 my-2 h-px bg-line" />
        {morePages.map((page) => (
          <SidebarLink key={page.href} page={page} />
        ))}
      </nav>
      <UserMenu />
    </aside>
  );
}

function SidebarLink({ page }: { page: PageLink }) {
  const isCurrent = isOpen(page, usePathname());
  const Icon = page.icon;
  return (
    <Link
      href={page.href}
      aria-current={isCurrent ? "page" : undefined}
      title={page.title}
      className={clsx(
        "relative flex h-8 items-center gap-2.5 rounded-md px-2 font-medium text-sm transition-colors max-lg:justify-center",
        isCurrent ? "bg-accent-soft text-accent-ink" : "text-muted hover:bg-hover hover:text-ink",
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      <span className="flex-1 max-lg:sr-only">{page.title}</span>
      <span className="max-lg:absolute max-lg:-top-1.5 max-lg:-right-1">
        <PageCount page={page} />
      </span>
    </Link>
  );
}
