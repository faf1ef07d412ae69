import { getServices } from "#server/api/services.ts";
import { answerAuth } from "#server/auth/auth-door.ts";

const answer = (request: Request) => answerAuth(getServices(), request);

export { answer as GET, answer as POST };
