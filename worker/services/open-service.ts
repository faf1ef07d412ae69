import type { Queryable } from "#server/db.ts";
import { OutboundError, type OutboundRules } from "#server/http/guarded-fetch.ts";
import type { SecretBox } from "#server/secret-box.ts";
import { recordUse } from "#server/secrets/record-use.ts";
import { type FoundService, findService } from "#server/services/find-service.ts";
import { OauthTokens } from "#server/services/oauth-tokens.ts";
import { openLine, type ServiceLine } from "#server/services/service-line.ts";
import type { Caller } from "#worker/services/host-service.ts";
import { ServiceLimiter } from "#worker/services/service-limiter.ts";

interface Deps {
  db: Queryable;
  secretBox: SecretBox;
  outbound: OutboundRules;
}

/** A service with the way to it, which keeps to its limits. */
export interface OpenService {
  service: FoundService;
  line: ServiceLine;
}

/** Opens the way to a service of the caller's workspace. Throws OutboundError when there is none. */
export type OpensServices = (name: string, caller: Caller) => Promise<OpenService>;

/** Opens the ways of one worker: they share the tokens and the limits of each service. */
export function createServices({ db, secretBox, outbound }: Deps): OpensServices {
  const tokens = new OauthTokens(outbound);
  const limiter = new ServiceLimiter(db);
  return async (name, { workspaceId, runId, taskId, attempt }) => {
    const service = await findService(db, workspaceId, name);
    if (!service) throw new OutboundError("unknown_service", `There is no service ${name}`, false);
    const line = openLine({ secretBox, outbound, tokens }, service, workspaceId, (secret) =>
      recordUse(db, { workspaceId, secret, service: name, runId, taskId, attempt }),
    );
    const send: ServiceLine["send"] = (request) =>
      limiter.send(service, request.signal, (signal) => line.send({ ...request, signal }));
    return { service, line: { ...line, send } };
  };
}
