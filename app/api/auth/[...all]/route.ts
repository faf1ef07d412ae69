import { getLog } from "#server/api/log.ts";
import { REQUEST_ID_HEADER } from "#server/api/request-id.ts";
import { getServices } from "#server/api/services.ts";
import { answerAuth } from "#server/auth/auth-door.ts";

const answer = (request: Request) =>
  answerAuth(getServices(), request, (error, missing) =>
    getLog().error({ err: error, requestId: request.headers.get(REQUEST_ID_HEADER) }, missing),
  );

export { answer as GET, answer as POST };
