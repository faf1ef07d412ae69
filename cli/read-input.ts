import { readFileSync } from "node:fs";
import { extname } from "node:path";
import { parse } from "yaml";
import { UsageError } from "#cli/exit-codes.ts";

const LOOKS = "an input is key=text, key=@file, key:=JSON, key:=@file, a JSON object, or @file";

/** The text of a file that somebody has named. */
export function readText(path: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const why =
      error instanceof Error && "code" in error && error.code === "ENOENT" ? "is not there" : "cannot be read";
    throw new UsageError(`${path} ${why}`);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`${path} is not text in UTF-8`);
  }
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${what} is not valid JSON: ${error instanceof Error ? error.message : error}`);
  }
}

/** What stands in a file of JSON, or of YAML by its ending. */
export function readData(path: string): unknown {
  const text = readText(path);
  if (![".yaml", ".yml"].includes(extname(path))) return parseJson(text, path);
  try {
    return parse(text, { schema: "core", maxAliasCount: 100 });
  } catch (error) {
    throw new UsageError(
      `${path} is not valid YAML: ${String(error instanceof Error ? error.message : error).split("\n")[0]}`,
    );
  }
}

function wholeOf(given: string): unknown {
  const value = given.startsWith("@") ? readData(given.slice(1)) : parseJson(given, "the input");
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new UsageError(`${given.slice(0, 80)} is not an object; ${LOOKS}`);
}

function fieldOf(given: string): [string, unknown] {
  const [, key, isJson, value = ""] = /^([^=:@{]+)(:?)=(.*)$/s.exec(given) ?? [];
  if (key === undefined) throw new UsageError(`"${given.slice(0, 80)}" is no input: ${LOOKS}`);
  const isFile = value.startsWith("@");
  if (isJson) return [key, isFile ? readData(value.slice(1)) : parseJson(value, key)];
  return [key, isFile ? readText(value.slice(1)) : value];
}

/** What was given by `--input` or `--form`, laid together, the later over the earlier; undefined when nothing was. */
export function readInput(given: readonly string[]): Record<string, unknown> | undefined {
  if (given.length === 0) return undefined;
  const parts = given.map((each) => (/^[@{]/.test(each) ? wholeOf(each) : Object.fromEntries([fieldOf(each)])));
  return Object.assign({}, ...parts);
}

/** A number that names a run, a review or a version. */
export function readId(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new UsageError(`"${text}" is not a number that names one; see the list`);
  return Number(text);
}

/** Collects an option that may be given more than once. */
export const several = (value: string, before: string[]): string[] => [...before, value];
