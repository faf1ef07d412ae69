declare function artifact(name: string, text: string, mediaType: string): { $artifact: Record<string, unknown> };

interface Input {
  look: { style: keyof typeof DECORATIONS; background: string; accent: string; ink: string; buttonInk: string };
  intro: { brand: string; headline: string; button: string };
}

const WIDTH = 640;
const HEIGHT = 360;

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
const shapes = (count: number, shape: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => shape(index)).join("");

const DECORATIONS = {
  confetti: (color: string) =>
    shapes(28, (index) => {
      const [x, y] = [(index * 97) % WIDTH, (index * 61) % HEIGHT];
      return `<rect x="${x}" y="${y}" width="10" height="5" fill="${color}" transform="rotate(${(index * 47) % 180} ${x} ${y})"/>`;
    }),
  rays: (color: string) =>
    shapes(
      12,
      (index) => `<path d="M320 180L298 -220h44z" fill="${color}" transform="rotate(${index * 30} 320 180)"/>`,
    ),
  waves: (color: string) =>
    shapes(
      5,
      (index) =>
        `<path d="M0 ${220 + index * 28}q80 -40 160 0t160 0t160 0t160 0" fill="none" stroke="${color}" stroke-width="6"/>`,
    ),
};

/** Draws the picture that a campaign opens with: its headline, its brand and the button that starts the game. */
export default function generateIntroImage({ look, intro }: Input) {
  const button = { width: Math.min(560, 80 + intro.button.length * 13), height: 56, y: 252 };
  const headlineSize = Math.max(18, Math.min(44, Math.floor(940 / intro.headline.length)));
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" text-anchor="middle">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="${look.background}"/>`,
    `<g opacity="0.35">${DECORATIONS[look.style](look.accent)}</g>`,
    `<text x="320" y="84" font-size="20" fill="${look.ink}">${escaped(intro.brand)}</text>`,
    `<text x="320" y="172" font-size="${headlineSize}" font-weight="bold" fill="${look.ink}">${escaped(intro.headline)}</text>`,
    `<g id="start-button"><rect x="${(WIDTH - button.width) / 2}" y="${button.y}" width="${button.width}" height="${button.height}" rx="28" fill="${look.accent}"/>`,
    `<text x="320" y="287" font-size="22" fill="${look.buttonInk}">${escaped(intro.button)}</text></g>`,
    "</svg>",
  ].join("\n");
  return { file: artifact("intro.svg", svg, "image/svg+xml"), svg };
}
