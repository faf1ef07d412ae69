import { DomainError } from "#core/errors.ts";
import type { ReportError } from "#server/api/answer-trpc.ts";
import type { Services } from "#server/api/context.ts";
import { answerDoor } from "#server/api/rest/answer-door.ts";
import { callerOf, strangerOf } from "#server/api/rest/caller.ts";
import { restDoors } from "#server/api/rest/doors.ts";
import { findPlace } from "#server/api/rest/find-place.ts";
import { openApiDocument } from "#server/api/rest/openapi.ts";
import { PLAIN_PLACES, type PlainPlace } from "#server/api/rest/plain-places.ts";
import { refusalAnswer, refuse, serverAtFault } from "#server/api/rest/refusal.ts";
import { withinLimit } from "#server/api/rest/rest-limit.ts";
import { principalOf } from "#server/auth/principal-of.ts";

const ROOT = "/api/v1";

/** The decoded segments of an address under /api/v1; null for one that cannot be decoded. */
function segmentsOf(url: string): string[] | null {
  const path = new URL(url).pathname.slice(ROOT.length);
  try {
    return path.split("/").slice(1).map(decodeURIComponent);
  } catch {
    return null;
  }
}

const nothingHere = () => refuse("not_found", "Nothing stands at this address; /api/v1/openapi.json lists what does");

const DOCUMENT: PlainPlace = {
  method: "GET",
  path: "/openapi.json",
  does: "Describes what stands under /api/v1",
  gives: "application/json",
  status: 200,
  isPublic: true,
  answer: async ({ publicUrl }) => Response.json(openApiDocument(restDoors(), publicUrl)),
};

/** HEAD asks what GET would. */
const methodOf = ({ method }: Request): string => (method === "HEAD" ? "GET" : method);

async function answered(services: Services, request: Request): Promise<Response> {
  const segments = segmentsOf(request.url);
  if (!segments) return nothingHere();
  const places = [...restDoors(), ...PLAIN_PLACES, DOCUMENT];
  const { found, methods } = findPlace(places, methodOf(request), segments);
  if (methods.length === 0) return nothingHere();
  const allow = [...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"].join(", ");
  if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: { allow } });
  if (!found) return refuse("method_not_allowed", `This address takes ${allow}`, {}, { allow });
  const { place, params } = found;
  if (place === DOCUMENT)
    return withinLimit(services.documentLimit, strangerOf(request.headers), () =>
      place.answer(services, request, params),
    );
  // Webhooks and reports have limits of their own, by what they are for.
  if (isPlain(place) && place.isPublic) return place.answer(services, request, params);
  const { headers } = request;
  const principal = await principalOf(services, headers);
  const answer = () =>
    isPlain(place)
      ? place.answer(services, request, params)
      : answerDoor({ ...services, headers, principal }, place, params, request);
  return principal ? withinLimit(services.restLimit, callerOf(principal, headers), answer) : answer();
}

const isPlain = (place: object): place is PlainPlace => "gives" in place;

/** An answer without its body. */
async function headOf({ status, headers, body }: Response): Promise<Response> {
  await body?.cancel();
  return new Response(null, { status, headers });
}

/** Answers whatever is asked under /api/v1, in one shape for all refusals. */
export async function answerRest(services: Services, request: Request, report: ReportError): Promise<Response> {
  try {
    const response = await answered(services, request);
    return request.method === "HEAD" ? await headOf(response) : response;
  } catch (error) {
    if (error instanceof DomainError) return refusalAnswer(error);
    report(error, new URL(request.url).pathname);
    return serverAtFault();
  }
}
