declare function artifact(name: string, bytes: Uint8Array, mediaType: string): { $artifact: Record<string, unknown> };

interface Voice {
  wave: keyof typeof WAVES;
  gain: number;
  /** A note glides from one pitch to the other. */
  notes: { hz: number; toHz: number; ms: number }[];
}

interface Track {
  name: string;
  /** How often the notes are played, each time so many semitones higher. */
  form: number[];
  /** How much of it comes back a little later, from 0 to 1. */
  echo: number;
  voices: Voice[];
}

const RATE = 22_050;
/** A game is loaded before it is played: it gets the notes once, in telephone quality. */
const GAME_RATE = 8_000;
const ECHO_MS = 180;
const PARTIALS = 7;

/** How loud the nth partial of a wave is; only odd ones sound. */
const WAVES = {
  square: (n: number) => 4 / (Math.PI * n),
  triangle: (n: number) => (8 / (Math.PI * n) ** 2) * ((n - 1) % 4 === 0 ? 1 : -1),
};

/** Adds a voice to what sounds already, made of the partials that the rate can hold: others would whistle. */
function play({ wave, gain, notes }: Voice, semitones: number, from: number, sound: Float64Array): number {
  const higher = 2 ** (semitones / 12);
  let phase = 0;
  let at = from;
  for (const { hz, toHz, ms } of notes) {
    const length = Math.round((RATE * ms) / 1_000);
    for (let step = 0; step < length; step++) {
      const progress = step / length;
      const pitch = (hz + (toHz - hz) * progress) * higher;
      phase = (phase + pitch / RATE) % 1;
      let sum = 0;
      for (let partial = 1; partial <= PARTIALS && partial * pitch < RATE / 2; partial += 2)
        sum += WAVES[wave](partial) * Math.sin(2 * Math.PI * partial * phase);
      sound[at + step] = (sound[at + step] ?? 0) + sum * gain * (1 - progress);
    }
    at += length;
  }
  return at;
}

const lengthOf = ({ notes }: Voice): number =>
  notes.reduce((total, { ms }) => total + Math.round((RATE * ms) / 1_000), 0);

/** All passes of a track one after the other, and how long one of them is. */
function soundOf({ form, echo, voices }: Track): { sound: Float64Array; pass: number } {
  const pass = Math.max(...voices.map(lengthOf));
  const sound = new Float64Array(pass * form.length);
  form.forEach((semitones, number) => {
    for (const voice of voices) play(voice, semitones, number * pass, sound);
  });
  const delay = Math.round((RATE * ECHO_MS) / 1_000);
  for (let at = delay; echo > 0 && at < sound.length; at++)
    sound[at] = (sound[at] ?? 0) + echo * (sound[at - delay] ?? 0);
  return { sound, pass };
}

/** The same at the rate of games: what that cannot hold is filtered out by a windowed sinc. */
function forGames(sound: Float64Array): Float64Array {
  const ratio = RATE / GAME_RATE;
  const reach = 24;
  return Float64Array.from({ length: Math.floor(sound.length / ratio) }, (_, at) => {
    const middle = at * ratio;
    let sum = 0;
    for (let near = Math.ceil(middle - reach); near <= middle + reach; near++) {
      const x = (near - middle) / ratio;
      const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
      const window = 0.5 + 0.5 * Math.cos((Math.PI * (near - middle)) / (reach + 1));
      sum += ((sound[near] ?? 0) * sinc * window) / ratio;
    }
    return sum;
  });
}

/** One channel: 44 bytes of header, then the samples; of 16 bits as signed numbers, of 8 bits as numbers around 128. */
function wavOf(sound: Float64Array, rate: number, bits: 8 | 16): Uint8Array {
  const width = bits / 8;
  const bytes = new Uint8Array(44 + sound.length * width);
  const view = new DataView(bytes.buffer);
  const text = (at: number, value: string) =>
    bytes.set(
      [...value].map((letter) => letter.charCodeAt(0)),
      at,
    );
  text(0, "RIFF");
  view.setUint32(4, bytes.length - 8, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * width, true);
  view.setUint16(32, width, true);
  view.setUint16(34, bits, true);
  text(36, "data");
  view.setUint32(40, sound.length * width, true);
  for (let at = 0; at < sound.length; at++) {
    const amplitude = Math.max(-1, Math.min(1, sound[at] ?? 0));
    if (bits === 16) view.setInt16(44 + at * 2, Math.round(32_767 * amplitude), true);
    else bytes[44 + at] = 128 + Math.round(127 * amplitude);
  }
  return bytes;
}

const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** What a change request may wish for, in words. */
function tuned(track: Track, wish: string): Track {
  const pitch = /\blower\b/i.test(wish) ? 0.5 : /\bhigher\b/i.test(wish) ? 2 : 1;
  const length = /\bslower\b/i.test(wish) ? 1.25 : /\bfaster\b/i.test(wish) ? 0.8 : 1;
  const notesOf = ({ notes }: Voice) =>
    notes.map(({ hz, toHz, ms }) => ({ hz: hz * pitch, toHz: toHz * pitch, ms: ms * length }));
  return { ...track, voices: track.voices.map((voice) => ({ ...voice, notes: notesOf(voice) })) };
}

/**
 * Plays each track into a WAV file, and once into one for games, which is given as text: a stage cannot read the files of
 * another.
 */
export default function synthesizeTracks(
  { tracks }: { tracks: Track[] },
  { feedback }: { feedback?: { summary: string } | null } = {},
) {
  return {
    tracks: tracks.map((track) => {
      const { sound, pass } = soundOf(tuned(track, feedback?.summary ?? ""));
      return {
        name: track.name,
        file: artifact(`${track.name}.wav`, wavOf(sound, RATE, 16), "audio/wav"),
        wav: hexOf(wavOf(forGames(sound.subarray(0, pass)), GAME_RATE, 8)),
      };
    }),
  };
}
