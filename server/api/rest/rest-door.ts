import type { z } from "zod";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Where a procedure stands under `/api/v1`, and what it answers there. */
export interface RestDoor {
  /** Method and path, with the fields of the input that stand in it in braces: `GET /runs/{runId}`. */
  rest: `${Method} /${string}`;
  /** What it does, in a few words. */
  does: string;
  /** The status of a success: 200 unless said; 204 answers without a body. */
  status?: 200 | 201 | 202 | 204;
  /** What comes back, for the document. */
  answer?: z.ZodType;
}
