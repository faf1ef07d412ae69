import type { ComponentProps } from "react";
import ReactMarkdown from "react-markdown";
import remarkGfm from "remark-gfm";
import { Table, Td, Th } from "#components/ui/table.tsx";

const Link = ({ href, children }: ComponentProps<"a">) => (
  <a
    href={href}
    target="_blank"
    rel="noopener noreferrer nofollow"
    className="text-accent-ink underline underline-offset-2"
  >
    {children}
  </a>
);

/** A picture from elsewhere would tell its host who reads this, so its text stands in for it. */
const Picture = ({ alt }: ComponentProps<"img">) => (
  <span className="text-muted">[picture: {alt || "without a description"}]</span>
);

const PARTS = {
  a: Link,
  img: Picture,
  h1: ({ children }: ComponentProps<"h1">) => (
    <h3 className="mt-4 mb-1 font-semibold text-lg first:mt-0">{children}</h3>
  ),
  h2: ({ children }: ComponentProps<"h2">) => (
    <h3 className="mt-4 mb-1 font-semibold text-base first:mt-0">{children}</h3>
  ),
  h3: ({ children }: ComponentProps<"h3">) => (
    <h4 className="mt-3 mb-1 font-semibold text-sm first:mt-0">{children}</h4>
  ),
  p: ({ children }: ComponentProps<"p">) => <p className="my-2 first:mt-0 last:mb-0">{children}</p>,
  ul: ({ children }: ComponentProps<"ul">) => <ul className="my-2 list-disc space-y-1 pl-5">{children}</ul>,
  ol: ({ children }: ComponentProps<"ol">) => <ol className="my-2 list-decimal space-y-1 pl-5">{children}</ol>,
  blockquote: ({ children }: ComponentProps<"blockquote">) => (
    <blockquote className="my-2 border-line-strong border-l-2 pl-3 text-muted">{children}</blockquote>
  ),
  code: ({ children }: ComponentProps<"code">) => (
    <code className="rounded-sm bg-hover px-1 font-mono text-[0.92em]">{children}</code>
  ),
  pre: ({ children }: ComponentProps<"pre">) => (
    <pre className="my-2 whitespace-pre-wrap break-words rounded-md bg-hover p-3 text-sm">{children}</pre>
  ),
  hr: () => <hr className="my-4" />,
  table: ({ children }: ComponentProps<"table">) => (
    <div className="my-3">
      <Table>{children}</Table>
    </div>
  ),
  th: ({ children }: ComponentProps<"th">) => <Th>{children}</Th>,
  td: ({ children }: ComponentProps<"td">) => <Td>{children}</Td>,
};

const PLUGINS = [remarkGfm];

/** Markdown that others wrote: HTML in it is shown as text, never rendered. */
export const Markdown = ({ text }: { text: string }) => (
  <div className="min-w-0 break-words leading-relaxed">
    <ReactMarkdown remarkPlugins={PLUGINS} components={PARTS}>
      {text}
    </ReactMarkdown>
  </div>
);
