import { answerReady } from "#server/api/ready.ts";

export const dynamic = "force-dynamic";

export const GET = () => answerReady();
