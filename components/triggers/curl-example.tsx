"use client";

import { CopyButton } from "#components/ui/copy-button.tsx";
import type { WebhookAuth } from "#core/trigger.ts";

interface CurlExampleProps {
  url: string;
  /** Null when it is not known any more. */
  secret: string | null;
  auth: WebhookAuth;
}

/** How a webhook is called from a shell. */
export function curlOf({ url, secret, auth }: CurlExampleProps): string {
  const shown = secret ?? "<secret>";
  if (auth.type === "bearer")
    return [
      `curl -X POST ${url} \\`,
      `  -H 'Authorization: Bearer ${shown}' \\`,
      `  -H 'Content-Type: application/json' \\`,
      `  -d '{}'`,
    ].join("\n");
  const { header, timestampHeader } = auth;
  return [
    "BODY='{}'",
    ...(timestampHeader ? ["TIME=$(date +%s)"] : []),
    `SIGNATURE=$(printf '%s' "${timestampHeader ? "$TIME." : ""}$BODY" | openssl dgst -sha256 -hmac '${shown}' -r | cut -d' ' -f1)`,
    `curl -X POST ${url} \\`,
    ...(timestampHeader ? [`  -H "${timestampHeader}: $TIME" \\`] : []),
    `  -H "${header}: $SIGNATURE" \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d "$BODY"`,
  ].join("\n");
}

export function CurlExample(props: CurlExampleProps) {
  const text = curlOf(props);
  return (
    <div className="relative min-w-0 rounded-md border bg-canvas">
      <div className="absolute top-1 right-1">
        <CopyButton text={text} label="Copy the example" />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section tabIndex={0} aria-label="Example" className="overflow-x-auto p-3 pr-9">
        <pre className="font-mono text-xs leading-5">{text}</pre>
      </section>
    </div>
  );
}
