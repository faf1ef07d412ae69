import type { OpenApiRequest } from "#core/service-method.ts";
import type { StoredMethod } from "#server/services/stored-methods.ts";
import { isGood } from "#worker/handlers/call.ts";
import { answerBody } from "#worker/services/answer-body.ts";
import { MAX_ANSWER_BYTES } from "#worker/services/fetch-method.ts";
import { type ServiceCall, ServiceError } from "#worker/services/host-service.ts";
import type { OpenService } from "#worker/services/open-service.ts";
import { formText, headerText, pathText, queryPairs } from "#worker/services/parameter-text.ts";

const SHOWN_BODY = 500;

type Args = Readonly<Record<string, unknown>>;

/**
 * Calls an operation of an OpenAPI service; its arguments were checked. Answers with the body. Throws `http_status` for a
 * status that is not good, with the beginning of what the service said.
 */
export async function callOperation(
  { service, line }: OpenService,
  { name, request }: StoredMethod & { request: OpenApiRequest },
  args: Args,
  { caller: { signal }, idempotencyKey }: ServiceCall,
): Promise<unknown> {
  const { method, path, headers, body } = requestOf(request, args, `${service.name}.${name}`);
  if (method !== "GET" && method !== "HEAD") headers["idempotency-key"] ??= idempotencyKey;
  const url = line.urlOf(path, headers, `${service.name}.${name}: the path`);
  const answer = await line.send({ url, method, headers, body, signal, maxResponseBytes: MAX_ANSWER_BYTES });
  const hider = line.hider();
  const { "content-type": mediaType = "" } = answer.headers;
  if (!isGood(answer)) {
    const text = hider.text(Buffer.from(answer.body).toString("utf8")).slice(0, SHOWN_BODY).toWellFormed();
    const said = text.trim() === "" ? "" : `: ${text}`;
    throw new ServiceError("http_status", `${service.name}.${name}: answered with status ${answer.status}${said}`);
  }
  return answer.body.byteLength === 0 ? null : answerBody(answer.body, mediaType, hider);
}

function requestOf({ method, path, parameters, body }: OpenApiRequest, args: Args, place: string) {
  let filled = path;
  const query: string[] = [];
  const headers: Record<string, string> = {};
  for (const parameter of parameters) {
    const value = Object.hasOwn(args, parameter.arg) ? args[parameter.arg] : undefined;
    if (value === undefined) continue;
    const fail = (problem: string) => new ServiceError("bad_input", `${place}: ${parameter.arg} ${problem}`);
    if (parameter.in === "path") {
      const text = pathText(parameter, value);
      if (text === "") throw fail("is empty, which would leave its place in the path");
      if (/^\.{1,2}$/.test(text)) throw fail("is . or .., which would leave its place in the path");
      filled = filled.replaceAll(`{${parameter.name}}`, () => text);
    } else if (parameter.in === "query") query.push(...queryPairs(parameter, value));
    else {
      const text = headerText(parameter, value);
      if (!/^[\t\x20-\x7e]*$/.test(text)) throw fail("holds what no header can carry: line breaks, or no ASCII");
      headers[parameter.name.toLowerCase()] = text;
    }
  }
  const sent = body && Object.hasOwn(args, "body") ? args.body : undefined;
  if (body && sent !== undefined) headers["content-type"] = body.mediaType;
  return { method, path: query.length ? `${filled}?${query.join("&")}` : filled, headers, body: bodyOf(body, sent) };
}

function bodyOf(body: OpenApiRequest["body"], value: unknown): string | undefined {
  if (!body || value === undefined) return undefined;
  if (body.as === "form") return formText(value as Args, body.encoding);
  return body.as === "text" && typeof value === "string" ? value : JSON.stringify(value);
}
