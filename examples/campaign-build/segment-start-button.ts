declare function artifact(name: string, text: string, mediaType: string): { $artifact: Record<string, unknown> };

/** Finds the start button in the intro image, and cuts it out. */
export default function segmentStartButton({ svg }: { svg: string }) {
  const [, button] = /<g id="start-button">([\s\S]*?)<\/g>/.exec(svg) ?? [];
  const [, x, y, width, height] =
    /<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/.exec(button ?? "") ?? [];
  if (!button || !height) throw new Error("The intro image shows no start button");
  const cutOut = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${x} ${y} ${width} ${height}" font-family="sans-serif" text-anchor="middle">`,
    button,
    "</svg>",
  ].join("\n");
  return {
    file: artifact("start-button.svg", cutOut, "image/svg+xml"),
    bounds: { x: Number(x), y: Number(y), width: Number(width), height: Number(height) },
  };
}
