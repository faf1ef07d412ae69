import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Validator } from "@cfworker/json-schema";
import { expect, test } from "vitest";
import { problemsOf } from "#core/problems.ts";
import { codeProblems } from "#server/workflows/code-problems.ts";
import { readExample } from "#server/workflows/read-example.ts";

const example = readExample("campaign-build");

test("the thirteen stages of a campaign can be published", async () => {
  expect(problemsOf(example)).toEqual([]);
  expect(await codeProblems(example)).toEqual([]);
  expect(example.stages).toHaveLength(13);
});

test("each stage is cached for every run", () => {
  for (const { cache } of example.stages) expect(cache).toEqual({ scope: "global" });
});

test("a change request names the stages that make what it is about", () => {
  expect(example.changeRequests).toEqual({
    "audio.update": ["generate_bgm_track", "generate_sfx_pack", "mix_audio_for_game"],
    "intro.update": ["generate_intro_image", "segment_start_button", "generate_intro_video_loop"],
    "outcome.update": ["generate_outcome_video_win", "generate_outcome_video_lose"],
    "game_config.update": ["game_config_from_template"],
  });
});

const BRIEFS = join(import.meta.dirname, "briefs");

test.each(readdirSync(BRIEFS))("the brief %s is an input of the workflow", (file) => {
  const input = JSON.parse(readFileSync(join(BRIEFS, file), "utf8"));
  expect(new Validator(example.input ?? {}, "2020-12", false).validate(input).errors).toEqual([]);
});
