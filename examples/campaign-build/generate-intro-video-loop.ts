declare function artifact(name: string, text: string, mediaType: string): { $artifact: Record<string, unknown> };

const BREATH = '<animate attributeName="opacity" values="1;0.7;1" dur="2s" repeatCount="indefinite"/>';
const DRIFT =
  '<animateTransform attributeName="transform" type="translate" values="0 0;0 -8;0 0" dur="4s" repeatCount="indefinite"/>';

/** Sets the intro image in motion: what decorates it drifts, its start button breathes. */
export default function generateIntroVideoLoop({ svg }: { svg: string }) {
  const loop = svg
    .replace(/(<g opacity="[\d.]+">)/, `$1${DRIFT}`)
    .replace('<g id="start-button">', `<g id="start-button">${BREATH}`);
  return { file: artifact("intro-loop.svg", loop, "image/svg+xml"), seconds: 4 };
}
