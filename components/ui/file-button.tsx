"use client";

import { Upload } from "lucide-react";
import { useRef } from "react";
import { Button } from "#components/ui/button.tsx";

interface FileButtonProps {
  /** What the file is, for those who do not see what stands around. */
  label: string;
  /** Endings and media types, as a file input takes them. */
  accept: string;
  onChoose: (file: File | undefined) => void;
}

/** Lets a file be chosen; the same one may be chosen again. */
export function FileButton({ label, accept, onChoose }: FileButtonProps) {
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button size="sm" className="self-start" onClick={() => chooser.current?.click()}>
        <Upload aria-hidden />
        Choose a file
      </Button>
      <input
        ref={chooser}
        type="file"
        aria-label={label}
        accept={accept}
        className="hidden"
        onChange={(event) => {
          onChoose(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
    </>
  );
}
