declare function artifact(name: string, text: string, mediaType: string): { $artifact: Record<string, unknown> };

interface Input {
  campaignId: string;
  title: string;
  button: { x: number; y: number; width: number; height: number };
  assets: { role: string; file: { $artifact: { hash: string; name: string; mediaType: string; size: number } } }[];
}

/** Lists every asset of a campaign with the SHA-256 of its content, and what a player shows when. */
export default function assembleCampaignManifest({ campaignId, title, button, assets }: Input) {
  const listed = assets.map(({ role, file: { $artifact } }) => ({
    role,
    name: $artifact.name,
    mediaType: $artifact.mediaType,
    bytes: $artifact.size,
    sha256: $artifact.hash,
  }));
  const hashOf = (role: string): string => {
    const asset = listed.find((each) => each.role === role);
    if (!asset) throw new Error(`The campaign has no ${role}`);
    return asset.sha256;
  };
  const manifest = {
    format: 1,
    campaignId,
    title,
    flow: {
      intro: { loop: hashOf("intro_loop"), startButton: button },
      game: hashOf("bundle"),
      outcomes: { win: hashOf("outcome_win"), lose: hashOf("outcome_lose") },
    },
    assets: listed,
  };
  return { file: artifact("manifest.json", `${JSON.stringify(manifest, null, 2)}\n`, "application/json"), manifest };
}
