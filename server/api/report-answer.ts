import type { IncomingMessage, ServerResponse } from "node:http";
import { DomainError } from "#core/errors.ts";
import type { Reported } from "#server/reports/end-task.ts";

const MAX_BODY_BYTES = 64 * 1024;

export interface Answer {
  status: number;
  body: object;
  /** Seconds until it is worth trying again. */
  retryAfter?: number;
}

/** A refusal in the form of all doors. */
export const refusal = (status: number, code: string, message: string, details?: object): Answer => ({
  status,
  body: { error: { code, message, ...(details && { details }) } },
});

/** What a caller hears of its report; `good` is the status for one that was taken. */
export function answered(reported: Reported, good: 200 | 202): Answer {
  switch (reported.kind) {
    case "taken":
      return { status: good, body: { status: reported.status } };
    case "refused": {
      const { status } = reported;
      return refusal(409, "conflict", `The task has ended already: ${status}`, { status });
    }
    case "later":
      return { ...refusal(503, "unavailable", "The task is being taken up again; send this again"), retryAfter: 1 };
    case "gone":
      return refusal(404, "not_found", "There is no such task");
  }
}

/** The body as text, 64 KiB at most. What is beyond that is read and dropped: a client that is cut off sees no answer. */
export function bodyOf(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
      else chunks = [];
    });
    request.on("error", reject);
    request.on("end", () => {
      if (size <= MAX_BODY_BYTES) return resolve(Buffer.concat(chunks).toString());
      const message = "The report is larger than 64 KiB, the limit of this door";
      reject(new DomainError("too_large", message, { field: "body" }));
    });
  });
}

/** Sends the answer, and takes what is left of the request off the connection. */
export function send(request: IncomingMessage, response: ServerResponse, { status, body, retryAfter }: Answer): void {
  const text = JSON.stringify(body);
  const headers = [
    "content-type",
    "application/json",
    "content-length",
    Buffer.byteLength(text),
    "cache-control",
    "no-store",
  ];
  if (retryAfter !== undefined) headers.push("retry-after", retryAfter);
  response.writeHead(status, headers).end(text);
  if (!request.complete) request.resume();
}
