declare function artifact(name: string, text: string, mediaType: string): { $artifact: Record<string, unknown> };

interface Input {
  config: { template: string };
  audio: { wav: string; cues: { name: string; startMs: number; endMs: number }[] };
}

/** Packs what a game needs to be played into one file. */
export default function bundleGameTemplate({ config, audio }: Input) {
  const bundle = {
    format: 1,
    template: config.template,
    files: [
      { path: "game.json", mediaType: "application/json", encoding: "utf8", content: JSON.stringify(config) },
      { path: "cues.json", mediaType: "application/json", encoding: "utf8", content: JSON.stringify(audio.cues) },
      { path: "audio.wav", mediaType: "audio/wav", encoding: "hex", content: audio.wav },
    ],
  };
  return { file: artifact("bundle.json", `${JSON.stringify(bundle)}\n`, "application/json"), bundle };
}
