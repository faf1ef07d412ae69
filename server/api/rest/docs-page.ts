import { createHash } from "node:crypto";
import type { Json } from "#server/api/rest/operations.ts";

interface Content {
  content?: Record<string, { schema: unknown }>;
}

interface Operation {
  summary: string;
  description?: string;
  parameters?: { name?: string; in?: string; required?: boolean; $ref?: string }[];
  requestBody?: Content;
  responses: Record<string, Content>;
}

/** The schema of a body; undefined when nothing is told of it. */
function schemaOf(body: Content | undefined): unknown {
  const schema = Object.values(body?.content ?? {})[0]?.schema;
  return typeof schema === "object" && schema !== null && Object.keys(schema).length > 0 ? schema : undefined;
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d9d9de, #3a3a42); --soft: light-dark(#5c5c66, #a5a5b0); }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 2rem 1rem 6rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin: 2.5rem 0 .5rem; }
a { color: inherit; } p { color: var(--soft); }
details { border-top: 1px solid var(--line); } summary { padding: .5rem 0; cursor: pointer; }
summary code { overflow-wrap: anywhere; } summary span { color: var(--soft); display: block; padding-left: 1rem; }
pre { overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; padding: .75rem; font-size: 13px; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: 0; list-style: none; }`;

const codeOf = (value: unknown): string => `<pre tabindex="0">${escaped(JSON.stringify(value, null, 2))}</pre>`;

function operationHtml(path: string, method: string, operation: Operation): string {
  const parameters = operation.parameters?.filter(({ $ref }) => $ref === undefined) ?? [];
  const body = schemaOf(operation.requestBody);
  const statuses = Object.keys(operation.responses).filter((status) => status !== "default");
  const answer = schemaOf(operation.responses[statuses[0] ?? ""]);
  return [
    `<details><summary><code><b>${method.toUpperCase()}</b> ${escaped(path)}</code> <span>${escaped(operation.summary)}</span></summary>`,
    operation.description ? `<p>${escaped(operation.description)} Answers ${escaped(statuses.join(", "))}.</p>` : "",
    parameters.length > 0 ? `<h3>In the address</h3>${codeOf(parameters)}` : "",
    body === undefined ? "" : `<h3>Body</h3>${codeOf(body)}`,
    answer === undefined ? "" : `<h3>Answer</h3>${codeOf(answer)}`,
    "</details>",
  ].join("");
}

/** The document as a page to be read: no scripts, all that it shows is escaped. */
export function docsPage(document: Json): Response {
  const paths = Object.entries(document.paths as Record<string, Record<string, Operation>>);
  const groups = (document.tags as { name: string }[]).map(({ name }) => name);
  const groupHtml = (group: string): string => {
    const own = paths.filter(([path]) => path.split("/")[1] === group);
    const operations = own.flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => operationHtml(path, method, operation)),
    );
    return `<section id="${escaped(group)}"><h2>${escaped(group)}</h2>${operations.join("")}</section>`;
  };
  const links = groups.map((group) => `<li><a href="#${escaped(group)}">${escaped(group)}</a></li>`).join("");
  const html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>REST reference · Heddle</title><style>${STYLE}</style></head>
<body>
<header><h1>REST reference</h1>
<p>All addresses begin with <code>/api/v1</code>. Send an API key as <code>Authorization: Bearer hdl_…</code>, and JSON bodies as <code>application/json</code>. The same as a document for programs: <a href="/api/v1/openapi.json">openapi.json</a>.</p></header>
<nav aria-label="Groups"><ul>${links}</ul></nav>
<main>${groups.map(groupHtml).join("")}</main>
</body></html>`;
  const style = createHash("sha256").update(STYLE).digest("base64");
  const policy = `default-src 'none'; style-src 'sha256-${style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  return new Response(html, {
    headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": policy },
  });
}
