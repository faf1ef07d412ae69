import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { downstreamOf } from "#core/graph.ts";
import { briefOf, buildCampaign, type Campaign } from "#examples/campaign-build/testing/build-campaign.ts";
import { readExample } from "#server/workflows/read-example.ts";

const { stages, dependencies, changeRequests = {} } = readExample("campaign-build");
const BRIEFS = readdirSync(join(import.meta.dirname, "briefs")).map((file) => file.replace(".json", ""));

const changed = (before: Campaign["inputs"], after: Campaign["inputs"]): string[] =>
  Object.keys(before).filter((id) => JSON.stringify(before[id]) !== JSON.stringify(after[id]));

/** The elements of an SVG that no end tag closes. */
function unclosedIn(svg: string): string[] {
  const open: string[] = [];
  for (const [, slash, element = "", self] of svg.matchAll(/<(\/?)([\w]+)(?:\s[\w:-]+="[^"<]*")*\s*(\/?)>/g)) {
    if (slash) expect(open.pop()).toBe(element);
    else if (!self) open.push(element);
  }
  return open;
}

describe.each(BRIEFS)("%s", (name) => {
  test("its manifest lists every asset by the hash of its content", async () => {
    const { outputs, manifest, contents } = await buildCampaign(briefOf(name));

    const made = [...JSON.stringify(outputs).matchAll(/"\$artifact":\{"hash":"(\w+)","name":"([^"]+)"/g)]
      .map(([, hash, file]) => `${file} ${hash}`)
      .filter((line) => !line.startsWith("manifest.json"));
    expect(manifest.assets.map((asset) => `${asset.name} ${asset.sha256}`).toSorted()).toEqual(made.toSorted());
    expect(manifest.assets).toHaveLength(13);
    for (const { sha256, bytes } of manifest.assets) expect(contents.get(sha256)?.length).toBe(bytes);
  });

  test("its sounds are WAV files that say how long they are", async () => {
    const { manifest, contents } = await buildCampaign(briefOf(name));
    const sounds = manifest.assets.filter(({ mediaType }) => mediaType === "audio/wav");

    expect(sounds.map(({ name: file }) => file)).toEqual([
      "game-audio.wav",
      "music.wav",
      "tap.wav",
      "win.wav",
      "lose.wav",
    ]);
    for (const { sha256, name: file } of sounds) {
      const isForGames = file === "game-audio.wav";
      const wav = contents.get(sha256) ?? Buffer.alloc(0);
      expect(wav.toString("latin1", 0, 4) + wav.toString("latin1", 8, 16)).toBe("RIFFWAVEfmt ");
      expect([wav.readUInt16LE(20), wav.readUInt16LE(22), wav.readUInt32LE(24), wav.readUInt16LE(34)]).toEqual([
        1,
        1,
        ...(isForGames ? [8_000, 8] : [22_050, 16]),
      ]);
      expect([wav.readUInt32LE(4), wav.readUInt32LE(40)]).toEqual([wav.length - 8, wav.length - 44]);
      const loudest = isForGames
        ? wav.subarray(44).reduce((most, sample) => Math.max(most, sample - 128), 0) / 128
        : new Int16Array(new Uint8Array(wav.subarray(44)).buffer).reduce((most, sample) => Math.max(most, sample), 0) /
          32_768;
      expect(loudest).toBeGreaterThan(0.17);
    }
  });

  test("its pictures are SVG in which every element is closed", async () => {
    const { manifest, contents } = await buildCampaign(briefOf(name));
    const pictures = manifest.assets.filter(({ mediaType }) => mediaType === "image/svg+xml");

    expect(pictures).toHaveLength(5);
    for (const { sha256 } of pictures) {
      const svg = String(contents.get(sha256));
      expect(unclosedIn(svg)).toEqual([]);
      expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="[\d. ]+"/);
      expect(svg).not.toMatch(/undefined|NaN/);
    }
  });

  test("building it again gives the same", async () => {
    expect(await buildCampaign(briefOf(name))).toEqual(await buildCampaign(briefOf(name)));
  });
});

test.each([
  ["audio.update", "audio", { mood: "epic", beatsPerMinute: 100 }],
  ["intro.update", "intro", { headline: "Two for one", callToAction: "Start" }],
  ["outcome.update", "outcome", { win: "You won", lose: "Next time" }],
  ["game_config.update", "game", { template: "wheel", difficulty: "hard" }],
])(
  "what %s changes in the brief reaches its stages and what depends on them, and no others",
  async (type, section, change) => {
    const given = briefOf("summer-sale");
    const before = await buildCampaign(given);
    const after = await buildCampaign({
      ...given,
      brief: { ...given.brief, [section]: { ...given.brief[section], ...change } },
    });

    const seeds = changeRequests[type] ?? [];
    const reached = new Set(["plan", ...seeds, ...downstreamOf(seeds, dependencies)]);
    expect(changed(before.inputs, after.inputs)).toEqual(stages.map(({ id }) => id).filter((id) => reached.has(id)));
    expect(changed(before.outputs, after.outputs).filter((id) => !reached.has(id))).toEqual([]);
  },
);

test("music that is only quieter is mixed anew, not played anew", async () => {
  const given = briefOf("summer-sale");
  const before = await buildCampaign(given);
  const after = await buildCampaign({
    ...given,
    brief: { ...given.brief, audio: { ...given.brief.audio, volume: 20 } },
  });

  expect(changed(before.inputs, after.inputs)).toEqual([
    "plan",
    "mix_audio_for_game",
    "bundle_game_template",
    "assemble_campaign_manifest",
    "validate_bundle",
  ]);
});

test("a bundle whose audio is cut off does not pass", async () => {
  const { inputs } = await buildCampaign(briefOf("summer-sale"));
  const { default: validate } = await import("#examples/campaign-build/validate-bundle.ts");
  const given = inputs.validate_bundle as Parameters<typeof validate>[0];
  const files = given.bundle.files.map((file) => ({ ...file, content: file.content.slice(0, 20_000) }));

  expect(() => validate({ ...given, bundle: { ...given.bundle, files } })).toThrow(
    "the audio can be played; the audio is the whole mix",
  );
});

test("markup in a brief is text in the pictures", async () => {
  const given = briefOf("summer-sale");
  const intro = { headline: '<b>"Half" & more</b>', callToAction: "</g>" };
  const { outputs } = await buildCampaign({ ...given, brief: { ...given.brief, intro } });

  const { svg } = outputs.generate_intro_image as { svg: string };
  expect(svg).toContain("&#60;b&#62;&#34;Half&#34; &#38; more&#60;/b&#62;");
  expect(unclosedIn(svg)).toEqual([]);
});
