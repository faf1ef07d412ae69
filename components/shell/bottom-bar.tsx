"use client";

import clsx from "clsx";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { isOpen, PAGES } from "#components/shell/pages.ts";
import { OpenCount } from "#components/shell/sidebar.tsx";
import { UserMenu } from "#components/shell/user-menu.tsx";

/** The way around on a phone. */
export function BottomBar() {
  const path = usePathname();
  return (
    <nav
      aria-label="Main"
      className="flex shrink-0 items-stretch border-t bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {PAGES.map((page) => {
        const isCurrent = isOpen(page, path);
        return (
          <Link
            key={page.href}
            href={page.href}
            aria-current={isCurrent ? "page" : undefined}
            className={clsx(
              "flex h-14 flex-1 flex-col items-center justify-center gap-0.5 font-medium text-2xs",
              isCurrent ? "text-accent-ink" : "text-muted",
            )}
          >
            <span className="relative">
              <page.icon aria-hidden className="size-5" />
              {page.href === "/inbox" && (
                <span className="absolute -top-2 left-3 leading-4">
                  <OpenCount />
                </span>
              )}
            </span>
            {page.title}
          </Link>
        );
      })}
      <div className="flex flex-1 items-center justify-center">
        <UserMenu compact />
      </div>
    </nav>
  );
}
