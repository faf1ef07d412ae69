"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogActions, DialogClose, DialogContent } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { FunctionName } from "#core/published-functions.ts";

/** Asks for the name of a function, which is then written on its page. */
export function NewFunctionDialog({ onClose }: { onClose: () => void }) {
  const router = useRouter();
  const [name, setName] = useState("");
  const [tried, setTried] = useState(false);
  const check = FunctionName.safeParse(name);
  const mistake = tried && !check.success ? `The name ${check.error.issues[0]?.message ?? "is not valid"}.` : null;

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (check.success) router.push(`/functions/${encodeURIComponent(name)}`);
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title="New function"
        description="You write its code next; nothing is there before you publish it."
      >
        <form onSubmit={submit} noValidate className="flex flex-col gap-4">
          <Field label="Name" hint="Code imports it by this name. It cannot be changed later." error={mistake} required>
            {(control) => (
              <Input
                {...control}
                value={name}
                maxLength={100}
                spellCheck={false}
                placeholder="price.total"
                className="font-mono"
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          <DialogActions>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button type="submit" look="primary">
              Write it
            </Button>
          </DialogActions>
        </form>
      </DialogContent>
    </Dialog>
  );
}
