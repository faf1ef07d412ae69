import { answerAuth } from "#server/auth/auth-door.ts";
import { getServices } from "#server/api/services.ts";

const answer = (request: Request) => answerAuth(getServices(), request);

export { answer as GET, answer as POST };
