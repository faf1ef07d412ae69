import { answerAgent } from "#server/api/agents/agent-door.ts";
import { getLog } from "#server/api/log.ts";
import { getServices } from "#server/api/services.ts";

const answer = (request: Request) =>
  answerAgent(getServices(), request, (err, path) => getLog().error({ err, path }, "an agent could not be answered"));

export { answer as DELETE, answer as GET, answer as POST };
