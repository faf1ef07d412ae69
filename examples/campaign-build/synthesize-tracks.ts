declare function artifact(name: string, bytes: Uint8Array, mediaType: string): { $artifact: Record<string, unknown> };

interface Voice {
  wave: keyof typeof WAVES;
  gain: number;
  /** A note glides from one pitch to the other. */
  notes: { hz: number; toHz: number; ms: number }[];
}

interface Track {
  name: string;
  voices: Voice[];
}

const RATE = 8_000;

const WAVES = {
  square: (phase: number) => (phase < 0.5 ? 1 : -1),
  triangle: (phase: number) => 4 * Math.abs(phase - 0.5) - 1,
};

function amplitudes({ wave, gain, notes }: Voice): number[] {
  let phase = 0;
  return notes.flatMap(({ hz, toHz, ms }) => {
    const length = Math.round((RATE * ms) / 1_000);
    return Array.from({ length }, (_, at) => {
      const progress = at / length;
      phase = (phase + (hz + (toHz - hz) * progress) / RATE) % 1;
      return WAVES[wave](phase) * gain * (1 - progress);
    });
  });
}

function samplesOf({ voices }: Track): Uint8Array {
  const parts = voices.map(amplitudes);
  const length = Math.max(...parts.map((part) => part.length));
  return Uint8Array.from({ length }, (_, at) => {
    const sum = parts.reduce((total, part) => total + (part[at] ?? 0), 0);
    return 128 + Math.round(127 * Math.max(-1, Math.min(1, sum)));
  });
}

/** One channel of 8 bits: 44 bytes of header, then a byte for each sample. */
function wavOf(samples: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(44 + samples.length);
  const view = new DataView(bytes.buffer);
  const text = (at: number, value: string) =>
    bytes.set(
      [...value].map((letter) => letter.charCodeAt(0)),
      at,
    );
  text(0, "RIFF");
  view.setUint32(4, 36 + samples.length, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  text(36, "data");
  view.setUint32(40, samples.length, true);
  bytes.set(samples, 44);
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

/** Plays each track into a WAV file. The file is also given as text: a stage cannot read the files of another. */
export default function synthesizeTracks(
  { tracks }: { tracks: Track[] },
  { feedback }: { feedback?: { summary: string } | null } = {},
) {
  return {
    tracks: tracks.map((track) => {
      const wav = wavOf(samplesOf(tuned(track, feedback?.summary ?? "")));
      return { name: track.name, file: artifact(`${track.name}.wav`, wav, "audio/wav"), wav: hexOf(wav) };
    }),
  };
}
