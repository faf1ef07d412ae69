import type { AnyTRPCProcedure, AnyTRPCRouter } from "@trpc/server";
import { z } from "zod";
import type { RestDoor } from "#server/api/rest/rest-door.ts";
import { appRouter } from "#server/api/root.ts";
import type { Meta } from "#server/api/trpc.ts";

/** A JSON Schema as far as the doors read it. */
export interface Schema {
  type?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  description?: string;
  [keyword: string]: unknown;
}

/** A procedure as it stands under /api/v1. */
export interface Door {
  method: string;
  path: string;
  /** The name of the procedure, `runs.start`. */
  procedure: string;
  type: "query" | "mutation";
  access: Meta["access"];
  does: string;
  status: number;
  answer: z.ZodType | null;
  input: Schema;
}

type Typed = AnyTRPCProcedure & { _def: { inputs?: z.ZodType[]; meta?: Meta } };

/** The names in braces of a path, in order. */
export const namesIn = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);

/** What a procedure takes, as JSON Schema. */
const inputOf = (inputs: z.ZodType[] = []): Schema =>
  inputs[0]
    ? (z.toJSONSchema(inputs[0], { io: "input", unrepresentable: "any" }) as Schema)
    : { type: "object", properties: {} };

function doorOf(procedure: string, { _def }: Typed, { rest, does, status, answer }: RestDoor): Door {
  const [method = "", path = ""] = rest.split(" ");
  return {
    method,
    path,
    procedure,
    type: _def.type === "query" ? "query" : "mutation",
    access: _def.meta?.access ?? "public",
    does,
    status: status ?? 200,
    answer: answer ?? null,
    input: inputOf(_def.inputs),
  };
}

/** The doors that the procedures of a router declare. */
export function doorsOf(router: AnyTRPCRouter): Door[] {
  const procedures = Object.entries(router._def.procedures as Record<string, Typed>);
  return procedures.flatMap(([name, procedure]) => {
    const door = procedure._def.meta?.door;
    return door ? [doorOf(name, procedure, door)] : [];
  });
}

const made: { doors?: Door[] } = {};

/** The doors of this server, made at the first request. */
export const restDoors = (): Door[] => (made.doors ??= doorsOf(appRouter));
