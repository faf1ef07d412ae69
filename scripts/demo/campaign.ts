import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RunView } from "#core/views.ts";
import { printedChecks } from "#scripts/demo/checks.ts";
import type { Counts } from "#scripts/demo/counts.ts";
import type { Owner } from "#scripts/demo/new-owner.ts";
import { endOf, waitFor } from "#scripts/demo/wait-for.ts";

const WORKFLOW = "campaign.build.v1";
const BRIEF = join(import.meta.dirname, "..", "..", "examples", "campaign-build", "briefs", "summer-sale.json");

const AUDIO = ["generate_bgm_track", "generate_sfx_pack", "mix_audio_for_game"];
const AFTER_AUDIO = ["bundle_game_template", "assemble_campaign_manifest", "validate_bundle"];
const INTRO = ["generate_intro_image", "segment_start_button", "generate_intro_video_loop"];

/** What became of the stages of a run: those that did work, and those whose output was known. */
const done = ({ stages }: RunView) => ({
  ran: stages.filter(({ status }) => status === "completed").map(({ stageId }) => stageId),
  known: stages
    .filter(({ skipReason }) => skipReason === "cached" || skipReason === "reused")
    .map(({ stageId }) => stageId),
});

const tookMs = ({ createdAt, finishedAt }: RunView): number =>
  Date.parse(finishedAt ?? createdAt) - Date.parse(createdAt);

const isSame = (stages: readonly string[], expected: readonly string[]): boolean =>
  stages.toSorted().join() === expected.toSorted().join();

/** Builds a campaign, and rebuilds it five times: each time no more runs than has to. */
export async function campaignDemo({ asProgram }: Owner): Promise<Counts> {
  const { counts, check } = printedChecks();
  const ended = async (title: string, { runId }: { runId: number }): Promise<RunView> => {
    await waitFor(asProgram, runId, endOf);
    const run = await asProgram.runs.get.query({ runId });
    const { ran, known } = done(run);
    console.log(`\n${title}: run ${runId}, ${tookMs(run)} ms`);
    console.log(`  ran:   ${ran.join(", ") || "nothing"}\n  known: ${known.length} of ${run.stages.length}`);
    check("it is completed", run.status === "completed");
    return run;
  };
  const input: unknown = JSON.parse(readFileSync(BRIEF, "utf8"));
  const start = () => asProgram.runs.start.mutate({ workflow: WORKFLOW, input });

  const full = await ended("Full build", await start());
  const all = full.stages.map(({ stageId }) => stageId);
  check("all 13 stages ran", isSame(done(full).ran, all) && all.length === 13);

  const again = await ended("The same again", await start());
  check("every output was found in the cache", isSame(done(again).known, all));
  check(
    `it took ${((tookMs(again) / tookMs(full)) * 100).toFixed(1)} % of the time, less than 10`,
    tookMs(again) < tookMs(full) / 10,
  );

  const audio = await ended(
    "audio.update, lower and slower",
    await asProgram.runs.update.mutate({ runId: full.id, type: "audio.update", note: "Lower and slower, please" }),
  );
  check("only the audio branch and what depends on it ran", isSame(done(audio).ran, [...AUDIO, ...AFTER_AUDIO]));
  check("the rest was reused", done(audio).known.length === 7);

  const rebuilt = await ended(
    "full_rebuild",
    await asProgram.runs.update.mutate({ runId: audio.id, type: "full_rebuild" }),
  );
  check("all 13 stages ran", isSame(done(rebuilt).ran, all));

  const cutOff = await ended(
    "intro.update that comes to the same",
    await asProgram.runs.update.mutate({ runId: rebuilt.id, type: "intro.update" }),
  );
  check("the rebuild ended where the outputs were the same", isSame(done(cutOff).ran, INTRO));
  return counts;
}
