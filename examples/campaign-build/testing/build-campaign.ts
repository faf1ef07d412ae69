import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import jsonata from "jsonata";
import { isExpression } from "#core/expression.ts";
import { readExample } from "#server/workflows/read-example.ts";

type Json = Record<string, unknown>;

export interface Campaign {
  /** By stage. */
  inputs: Json;
  outputs: Json;
  manifest: { assets: { name: string; mediaType: string; bytes: number; sha256: string }[] };
  /** What was made, by hash. */
  contents: Map<string, Buffer>;
}

const FOLDER = join(import.meta.dirname, "..");
const readJson = (...path: string[]) => JSON.parse(readFileSync(join(FOLDER, ...path), "utf8"));

const { stages } = readExample("campaign-build");
const fileOf = new Map<string, string>(
  readJson("workflow.json").stages.map((stage: { id: string; config: { source: { file: string } } }) => [
    stage.id,
    stage.config.source.file,
  ]),
);

export const briefOf = (name: string): { campaignId: string; brief: Record<string, Json> } =>
  readJson("briefs", `${name}.json`);

async function resolved(template: unknown, scope: Json): Promise<unknown> {
  if (isExpression(template)) return (await jsonata(template.$).evaluate(scope)) ?? null;
  if (Array.isArray(template)) return Promise.all(template.map((part) => resolved(part, scope)));
  if (typeof template !== "object" || template === null) return template;
  const entries = Object.entries(template).map(async ([key, part]) => [key, await resolved(part, scope)]);
  return Object.fromEntries(await Promise.all(entries));
}

/** Runs each stage on what its expressions give, in the order of the definition, without an engine. */
export async function buildCampaign(input: object): Promise<Campaign> {
  const contents = new Map<string, Buffer>();
  const artifact = (name: string, content: string | Uint8Array, mediaType: string) => {
    const bytes = Buffer.from(content);
    const hash = createHash("sha256").update(bytes).digest("hex");
    contents.set(hash, bytes);
    return { $artifact: { hash, name, mediaType, size: bytes.length } };
  };
  const inputs: Json = {};
  const outputs: Json = {};
  const inScope: Json = {};
  for (const { id, input: template } of stages) {
    inputs[id] = JSON.parse(JSON.stringify(await resolved(template, { input, stages: inScope })));
    const { default: run } = await import(join(FOLDER, fileOf.get(id) ?? ""));
    Object.assign(globalThis, { artifact });
    outputs[id] = JSON.parse(JSON.stringify(run(inputs[id])));
    inScope[id] = { output: outputs[id] };
  }
  const { manifest } = outputs.assemble_campaign_manifest as Pick<Campaign, "manifest">;
  return { inputs, outputs, manifest, contents };
}
