declare function artifact(name: string, text: string, mediaType: string): { $artifact: Record<string, unknown> };

interface Rules {
  targetScore: number;
  speed: number;
  lives: number;
  seconds: number;
}

interface Input {
  colors: { background: string; accent: string };
  game: { template: keyof typeof TEMPLATES; rules: Rules };
}

const TEMPLATES = {
  catch: ({ speed, lives }: Rules) => ({
    control: "pointer",
    fallSpeed: 120 * speed,
    misses: lives,
    spawnMs: 900 / speed,
  }),
  memory: ({ speed, lives }: Rules) => ({ control: "tap", pairs: 4 + lives, showMs: Math.round(1_500 / speed) }),
  wheel: ({ speed, lives }: Rules) => ({ control: "swipe", sectors: 8, spins: lives, friction: 0.02 * speed }),
};

/** Fills the template of a game with its rules and colors. */
export default function gameConfigFromTemplate({ colors, game: { template, rules } }: Input) {
  const config = {
    template,
    seconds: rules.seconds,
    targetScore: rules.targetScore,
    mechanics: TEMPLATES[template](rules),
    colors: { background: colors.background, accent: colors.accent },
    sounds: { music: "music", tap: "tap", win: "win", lose: "lose" },
  };
  return { file: artifact("game-config.json", `${JSON.stringify(config, null, 2)}\n`, "application/json"), config };
}
