import { getLog } from "#server/api/log.ts";
import { REQUEST_ID_HEADER } from "#server/api/request-id.ts";
import { answerRest } from "#server/api/rest/answer-rest.ts";
import { getServices } from "#server/api/services.ts";

const answer = (request: Request) =>
  answerRest(getServices(), request, (err, path) =>
    getLog().error({ err, path, requestId: request.headers.get(REQUEST_ID_HEADER) }, "a request could not be answered"),
  );

export {
  answer as DELETE,
  answer as GET,
  answer as HEAD,
  answer as OPTIONS,
  answer as PATCH,
  answer as POST,
  answer as PUT,
};
