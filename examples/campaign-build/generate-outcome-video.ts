declare function artifact(name: string, text: string, mediaType: string): { $artifact: Record<string, unknown> };

interface Input {
  look: { background: string; accent: string; ink: string };
  outcome: { name: string; headline: string; mark: keyof typeof MARKS };
}

const MARKS = {
  star: (color: string) =>
    `<polygon points="320,70 340,122 396,125 352,161 367,215 320,184 273,215 288,161 244,125 300,122" fill="${color}"><animateTransform attributeName="transform" type="rotate" values="-6 320 150;6 320 150;-6 320 150" dur="1.5s" repeatCount="indefinite"/></polygon>`,
  ring: (color: string) =>
    `<circle cx="320" cy="150" r="70" fill="none" stroke="${color}" stroke-width="18"><animate attributeName="r" values="70;62;70" dur="3s" repeatCount="indefinite"/></circle>`,
};

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** Draws the loop that ends a game, won or lost. */
export default function generateOutcomeVideo({ look, outcome: { name, headline, mark } }: Input) {
  const size = Math.max(16, Math.min(40, Math.floor(940 / headline.length)));
  const svg = [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360" font-family="sans-serif" text-anchor="middle">',
    `<rect width="640" height="360" fill="${look.background}"/>`,
    MARKS[mark](look.accent),
    `<text x="320" y="300" font-size="${size}" font-weight="bold" fill="${look.ink}">${escaped(headline)}</text>`,
    "</svg>",
  ].join("\n");
  return { file: artifact(`outcome-${name}.svg`, svg, "image/svg+xml") };
}
