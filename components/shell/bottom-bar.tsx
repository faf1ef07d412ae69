"use client";

import clsx from "clsx";
import { Ellipsis } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { PageCount } from "#components/shell/page-count.tsx";
import { isOpen, MAIN_PAGES } from "#components/shell/pages.ts";
import { useMorePages } from "#components/shell/use-more-pages.ts";
import { UserMenu } from "#components/shell/user-menu.tsx";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "#components/ui/menu.tsx";

/** The way around on a phone. */
export function BottomBar() {
  const path = usePathname();
  return (
    <nav
      aria-label="Main"
      className="flex shrink-0 items-stretch border-t bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {MAIN_PAGES.map((page) => {
        const isCurrent = isOpen(page, path);
        return (
          <Link
            key={page.href}
            href={page.href}
            aria-current={isCurrent ? "page" : undefined}
            className={clsx(
              "flex h-14 flex-auto flex-col items-center justify-center gap-0.5 font-medium text-2xs",
              isCurrent ? "text-accent-ink" : "text-muted",
            )}
          >
            <span className="relative">
              <page.icon aria-hidden className="size-5" />
              <span className="absolute -top-2 left-3 leading-4">
                <PageCount page={page} />
              </span>
            </span>
            {page.title}
          </Link>
        );
      })}
      <MorePages path={path} />
      <div className="flex flex-auto items-center justify-center">
        <UserMenu compact />
      </div>
    </nav>
  );
}

function MorePages({ path }: { path: string }) {
  const morePages = useMorePages();
  const isCurrent = morePages.some((page) => isOpen(page, path));
  return (
    <Menu>
      <MenuTrigger
        className={clsx(
          "flex h-14 flex-auto flex-col items-center justify-center gap-0.5 font-medium text-2xs",
          isCurrent ? "text-accent-ink" : "text-muted",
        )}
      >
        <Ellipsis aria-hidden className="size-5" />
        More
      </MenuTrigger>
      <MenuContent side="top">
        {morePages.map((page) => (
          <MenuItem key={page.href} asChild>
            <Link href={page.href} aria-current={isOpen(page, path) ? "page" : undefined}>
              <page.icon aria-hidden />
              {page.title}
            </Link>
          </MenuItem>
        ))}
      </MenuContent>
    </Menu>
  );
}
