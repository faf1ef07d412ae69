declare function artifact(name: string, text: string, mediaType: string): { $artifact: Record<string, unknown> };

interface Brief {
  title: string;
  brand: string;
  look: { style: "confetti" | "rays" | "waves"; background: string; accent: string };
  intro: { headline: string; callToAction: string };
  audio: { mood: keyof typeof MOODS; beatsPerMinute: number; volume: number };
  game: { template: "catch" | "memory" | "wheel"; difficulty: keyof typeof DIFFICULTIES; seconds: number };
  outcome: { win: string; lose: string };
}

/** Each mood is eight notes over a bass, in Hz. */
const MOODS = {
  energetic: { wave: "square", melody: [523, 659, 784, 659, 880, 784, 659, 784], bass: [131, 131, 175, 196] },
  calm: { wave: "triangle", melody: [392, 440, 523, 440, 392, 330, 294, 330], bass: [131, 110, 147, 98] },
  playful: { wave: "square", melody: [784, 523, 698, 523, 659, 494, 587, 523], bass: [131, 175, 98, 131] },
  epic: { wave: "triangle", melody: [294, 349, 440, 587, 523, 440, 349, 440], bass: [73, 87, 117, 110] },
} as const;

/** Twelve bars of blues: how many semitones higher each is played. */
const BLUES = [0, 0, 0, 0, 5, 5, 0, 0, 7, 5, 0, 7];

const DIFFICULTIES = {
  easy: { targetScore: 60, speed: 1, lives: 5 },
  normal: { targetScore: 100, speed: 1.5, lives: 3 },
  hard: { targetScore: 160, speed: 2.2, lives: 2 },
} as const;

const EFFECTS = [
  { name: "tap", notes: [{ hz: 1_200, toHz: 900, ms: 60 }] },
  {
    name: "win",
    notes: [
      { hz: 523, toHz: 523, ms: 90 },
      { hz: 659, toHz: 659, ms: 90 },
      { hz: 784, toHz: 1_047, ms: 180 },
    ],
  },
  { name: "lose", notes: [{ hz: 330, toHz: 110, ms: 360 }] },
];

/** Dark or light, whichever is easier to read on the color. */
function inkOn(color: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  return red * 299 + green * 587 + blue * 114 > 140_000 ? "#1b1f24" : "#ffffff";
}

function musicOf({ mood, beatsPerMinute }: Brief["audio"]) {
  const { wave, melody, bass } = MOODS[mood];
  const ms = Math.round(30_000 / beatsPerMinute);
  const notes = (pitches: readonly number[], length: number) => pitches.map((hz) => ({ hz, toHz: hz, ms: length }));
  return {
    name: "music",
    form: BLUES,
    echo: 0.3,
    voices: [
      { wave, gain: 0.5, notes: notes(melody, ms) },
      { wave: "triangle", gain: 0.4, notes: notes(bass, ms * 2) },
    ],
  };
}

const effectsOf = ({ mood }: Brief["audio"]) =>
  EFFECTS.map(({ name, notes }) => ({
    name,
    form: [0],
    echo: 0,
    voices: [{ wave: MOODS[mood].wave, gain: 0.8, notes }],
  }));

/** Makes of a brief what each branch of the campaign needs, one section a branch: a change of one leaves the others. */
export default function plan({ brief }: { brief: Brief }) {
  const { title, brand, look, intro, audio, game, outcome } = brief;
  const rules = { ...DIFFICULTIES[game.difficulty], seconds: game.seconds };
  const text = [
    `# ${title}\n`,
    `- **Intro**: “${intro.headline}” by ${brand}, with ${look.style}; the button says “${intro.callToAction}”.`,
    `- **Audio**: ${audio.mood} music at ${audio.beatsPerMinute} beats a minute; sounds for ${EFFECTS.map(({ name }) => name).join(", ")}.`,
    `- **Game**: ${game.template}, ${rules.targetScore} points in ${rules.seconds} seconds with ${rules.lives} lives.`,
    `- **Won**: ${outcome.win}`,
    `- **Lost**: ${outcome.lose}`,
  ];
  return {
    campaign: { title, brand },
    look: {
      style: look.style,
      background: look.background,
      accent: look.accent,
      ink: inkOn(look.background),
      buttonInk: inkOn(look.accent),
    },
    intro: { brand, headline: intro.headline, button: intro.callToAction },
    audio: {
      music: musicOf(audio),
      effects: effectsOf(audio),
      levels: { music: audio.volume / 200, effects: audio.volume / 100 },
    },
    game: { template: game.template, rules },
    outcomes: {
      win: { name: "win", headline: outcome.win, mark: "star" },
      lose: { name: "lose", headline: outcome.lose, mark: "ring" },
    },
    file: artifact("plan.md", `${text.join("\n")}\n`, "text/markdown"),
  };
}
