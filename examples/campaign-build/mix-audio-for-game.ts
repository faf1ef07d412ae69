declare function artifact(name: string, bytes: Uint8Array, mediaType: string): { $artifact: Record<string, unknown> };

interface Track {
  name: string;
  wav: string;
}

interface Input {
  music: Track[];
  effects: Track[];
  /** How loud each is at its loudest, from 0 to 1. */
  levels: { music: number; effects: number };
}

const HEADER_BYTES = 44;
const GAP_MS = 50;

const bytesOf = (hex: string): number[] => (hex.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16));
const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** The samples of a track, as loud at their loudest as the level says. */
function leveled({ wav }: Track, level: number): number[] {
  const samples = bytesOf(wav.slice(HEADER_BYTES * 2));
  const peak = samples.reduce((highest, sample) => Math.max(highest, Math.abs(sample - 128)), 1);
  return samples.map((sample) => 128 + Math.round(((sample - 128) * 127 * level) / peak));
}

/** Puts music and effects into one file, with a cue for each: a game loads one file and plays parts of it. */
export default function mixAudioForGame({ music, effects, levels }: Input) {
  const wav = bytesOf((music[0]?.wav ?? "").slice(0, HEADER_BYTES * 2));
  if (wav.length < HEADER_BYTES) throw new Error("There is no music to mix");
  const rate = new DataView(Uint8Array.from(wav).buffer).getUint32(24, true);
  const msAt = (length: number) => ((length - HEADER_BYTES) * 1_000) / rate;

  const parts = [
    ...music.map((track) => ({ name: track.name, samples: leveled(track, levels.music) })),
    ...effects.map((track) => ({ name: track.name, samples: leveled(track, levels.effects) })),
  ];
  const cues = parts.map(({ name, samples }) => {
    const startMs = msAt(wav.length);
    for (const sample of samples) wav.push(sample);
    const endMs = msAt(wav.length);
    for (let left = (GAP_MS * rate) / 1_000; left > 0; left--) wav.push(128);
    return { name, startMs, endMs };
  });

  const mixed = Uint8Array.from(wav);
  const sizes = new DataView(mixed.buffer);
  sizes.setUint32(4, mixed.length - 8, true);
  sizes.setUint32(40, mixed.length - HEADER_BYTES, true);
  return { file: artifact("game-audio.wav", mixed, "audio/wav"), wav: hexOf(mixed), cues };
}
