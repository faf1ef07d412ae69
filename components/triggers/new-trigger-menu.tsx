"use client";

import { Plus } from "lucide-react";
import Link from "next/link";
import { KIND_ICONS } from "#components/triggers/kind-icon.ts";
import { Button } from "#components/ui/button.tsx";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "#components/ui/menu.tsx";
import { TRIGGER_KINDS } from "#core/trigger.ts";

const OFFERS = {
  schedule: "Schedule: at certain times",
  webhook: "Webhook: when something calls",
  event: "Event: when it is published",
} as const;

/** Where a new trigger of a kind is made. */
export const newTriggerHref = (kind: string, workflow: string | null): string =>
  `/triggers/new?kind=${kind}${workflow ? `&workflow=${encodeURIComponent(workflow)}` : ""}`;

export const NewTriggerMenu = ({ workflow }: { workflow: string | null }) => (
  <Menu>
    <MenuTrigger asChild>
      <Button look="primary">
        <Plus aria-hidden />
        New trigger
      </Button>
    </MenuTrigger>
    <MenuContent>
      {TRIGGER_KINDS.map((kind) => {
        const Icon = KIND_ICONS[kind];
        return (
          <MenuItem key={kind} asChild>
            <Link href={newTriggerHref(kind, workflow)}>
              <Icon aria-hidden />
              {OFFERS[kind]}
            </Link>
          </MenuItem>
        );
      })}
    </MenuContent>
  </Menu>
);
