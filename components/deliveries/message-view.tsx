import { useId } from "react";
import { JsonView } from "#components/ui/json-view.tsx";

interface MessageViewProps {
  title: string;
  /** The line that says what it is: method and address, or the status. */
  head: string;
  headers?: Record<string, string>;
  body: string | null;
}

/** A request or an answer, as text; JSON as a tree. */
export function MessageView({ title, head, headers = {}, body }: MessageViewProps) {
  const id = useId();
  const json = body ? parsed(body) : undefined;
  return (
    <section aria-labelledby={id} className="flex min-w-0 flex-col gap-2">
      <h3 id={id} className="font-semibold text-sm">
        {title}
      </h3>
      <p className="break-all font-mono text-xs">{head}</p>
      {Object.keys(headers).length > 0 && (
        <dl className="rounded-md border bg-canvas p-3 font-mono text-xs leading-5">
          {Object.entries(headers).map(([name, value]) => (
            <div key={name} className="break-all">
              <dt className="inline text-accent-ink">{name}: </dt>
              <dd className="inline">{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {json !== undefined ? (
        <JsonView value={json} label={`Body of the ${title.toLowerCase()}`} />
      ) : body ? (
        <pre className="max-h-96 overflow-auto whitespace-pre-wrap break-words rounded-md border bg-canvas p-3 font-mono text-xs">
          {body}
        </pre>
      ) : (
        <p className="text-muted text-xs">No body.</p>
      )}
    </section>
  );
}

function parsed(text: string): unknown {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === "object" && json !== null ? json : undefined;
  } catch {
    return undefined;
  }
}
