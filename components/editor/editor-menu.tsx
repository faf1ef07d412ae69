"use client";

import { CalendarClock, Download, History, MoreHorizontal, Table2 } from "lucide-react";
import Link from "next/link";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPCClient } from "#components/trpc/client.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "#components/ui/menu.tsx";
import { toast } from "#components/ui/toast.tsx";

interface EditorMenuProps {
  name: string;
  save: () => Promise<number | null>;
  onVersions: () => void;
}

export function EditorMenu({ name, save, onVersions }: EditorMenuProps) {
  const api = useTRPCClient();

  async function download(format: "json" | "yaml") {
    try {
      await save();
      const { text, fileName } = await api.workflows.export.query({ name, format });
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
      link.download = fileName;
      link.click();
      URL.revokeObjectURL(link.href);
    } catch (error) {
      toast.error(sentenceOf(error));
    }
  }

  return (
    <Menu>
      <MenuTrigger asChild>
        <IconButton label="More">
          <MoreHorizontal aria-hidden />
        </IconButton>
      </MenuTrigger>
      <MenuContent>
        <MenuItem onSelect={onVersions}>
          <History aria-hidden />
          Versions
        </MenuItem>
        <MenuItem asChild>
          <Link href={`/items?workflow=${encodeURIComponent(name)}`} className="flex items-center gap-2">
            <Table2 aria-hidden />
            Items
          </Link>
        </MenuItem>
        <MenuItem asChild>
          <Link href={`/triggers?workflow=${encodeURIComponent(name)}`} className="flex items-center gap-2">
            <CalendarClock aria-hidden />
            Triggers
          </Link>
        </MenuItem>
        <MenuSeparator />
        <MenuItem onSelect={() => void download("json")}>
          <Download aria-hidden />
          Export as JSON
        </MenuItem>
        <MenuItem onSelect={() => void download("yaml")}>
          <Download aria-hidden />
          Export as YAML
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
