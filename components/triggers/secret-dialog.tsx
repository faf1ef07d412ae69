"use client";

import { CurlExample } from "#components/triggers/curl-example.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Dialog, DialogActions, DialogClose, DialogContent } from "#components/ui/dialog.tsx";
import type { WebhookAuth } from "#core/trigger.ts";

interface SecretDialogProps {
  url: string;
  secret: string;
  auth: WebhookAuth;
  onClose: () => void;
}

/** Shows the secret of a webhook, the only time. */
export const SecretDialog = ({ url, secret, auth, onClose }: SecretDialogProps) => (
  <Dialog open onOpenChange={(open) => !open && onClose()}>
    <DialogContent title="The secret of this webhook" description="Copy it now: it is not shown again." size="lg">
      <div className="flex flex-col gap-3">
        <div className="flex items-center gap-2 rounded-md border bg-canvas px-3 py-2">
          <code className="min-w-0 flex-1 select-all break-all text-sm">{secret}</code>
          <CopyButton text={secret} label="Copy the secret" />
        </div>
        <CurlExample url={url} secret={secret} auth={auth} />
      </div>
      <DialogActions>
        <DialogClose asChild>
          <Button look="primary">I have copied it</Button>
        </DialogClose>
      </DialogActions>
    </DialogContent>
  </Dialog>
);
