import { answerTrpc } from "#server/api/answer-trpc.ts";
import { getLog } from "#server/api/log.ts";
import { REQUEST_ID_HEADER } from "#server/api/request-id.ts";
import { getServices } from "#server/api/services.ts";

const answer = (request: Request) =>
  answerTrpc(getServices(), request, (error, procedure) =>
    getLog().error({ err: error, procedure, requestId: request.headers.get(REQUEST_ID_HEADER) }, "a procedure failed"),
  );

export { answer as GET, answer as POST };
