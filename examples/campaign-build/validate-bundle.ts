interface BundledFile {
  path: string;
  content: string;
}

interface Input {
  bundle: { template: string; files: BundledFile[] };
  /** What the mix made, by which the audio in the bundle is judged. */
  audio: { $artifact: { size: number } };
}

interface Config {
  template: string;
  targetScore: number;
  seconds: number;
  sounds: Record<string, string>;
}

interface Cue {
  name: string;
  startMs: number;
  endMs: number;
}

const littleEndian = (hex: string): number => Number.parseInt((hex.match(/../g) ?? []).reverse().join("") || "x", 16);
const field = (wav: string, at: number, bytes: number): string => wav.slice(at * 2, (at + bytes) * 2);

/** Whether it is a WAV file of one channel with 8 bits, whose sizes are those of its content. */
function isWav(wav: string): boolean {
  const bytes = wav.length / 2;
  return (
    field(wav, 0, 4) === "52494646" &&
    field(wav, 8, 8) === "57415645666d7420" &&
    littleEndian(field(wav, 4, 4)) === bytes - 8 &&
    littleEndian(field(wav, 22, 2)) === 1 &&
    littleEndian(field(wav, 34, 2)) === 8 &&
    littleEndian(field(wav, 40, 4)) === bytes - 44
  );
}

/** Reads a bundle as a game would, and fails when it could not be played. */
export default function validateBundle({ bundle, audio }: Input) {
  const contentOf = (path: string): string => bundle.files.find((file) => file.path === path)?.content ?? "";
  const config: Partial<Config> = JSON.parse(contentOf("game.json") || "{}");
  const cues: Cue[] = JSON.parse(contentOf("cues.json") || "[]");
  const wav = contentOf("audio.wav");
  const playedMs = ((wav.length / 2 - 44) * 1_000) / littleEndian(field(wav, 24, 4));
  const sounds = Object.values(config.sounds ?? {});

  const checks = [
    { name: "each file is there once", ok: new Set(bundle.files.map(({ path }) => path)).size === bundle.files.length },
    { name: "the game is that of the template", ok: config.template === bundle.template },
    { name: "the game can be won", ok: Number(config.targetScore) > 0 && Number(config.seconds) > 0 },
    { name: "the audio can be played", ok: isWav(wav) },
    { name: "the audio is the whole mix", ok: wav.length / 2 === audio.$artifact.size },
    {
      name: "each sound has a cue",
      ok: sounds.length > 0 && sounds.every((sound) => cues.some(({ name }) => name === sound)),
    },
    {
      name: "each cue lies within the audio",
      ok: cues.every(({ startMs, endMs }) => startMs >= 0 && startMs < endMs && endMs <= playedMs),
    },
  ];
  const failed = checks.filter(({ ok }) => !ok).map(({ name }) => name);
  if (failed.length > 0) throw new Error(`The bundle does not fulfill: ${failed.join("; ")}`);
  return { checks: checks.map(({ name }) => name), playedMs };
}
