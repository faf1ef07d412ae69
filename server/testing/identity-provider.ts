import { createServer } from "node:http";
import Provider from "oidc-provider";
import { listen } from "#server/testing/listen.ts";

/** What the identity provider says of a person. */
export interface Claims {
  sub: string;
  email: string;
  email_verified?: boolean;
  name?: string;
}

/** An identity provider of the test. */
export interface IdentityProvider {
  issuer: string;
  /** Whoever comes next is this person; nobody is asked for a password. */
  isNow(claims: Claims): void;
  /** Answers nothing any more, or again. */
  isDown: boolean;
}

export const CLIENT = { clientId: "heddle", clientSecret: "a secret of the client, for tests" };

/** A real identity provider on a port of its own, which sends people back to `callback`. Closed after the test file. */
export async function identityProvider(callback: string): Promise<IdentityProvider> {
  const people = new Map<string, Claims>();
  let next = "";
  const server = createServer();
  const issuer = await listen(server);

  const provider = new Provider(issuer, {
    clients: [{ client_id: CLIENT.clientId, client_secret: CLIENT.clientSecret, redirect_uris: [callback] }],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    cookies: { keys: ["for tests"] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ ...people.get(sub), sub }) }),
    async loadExistingGrant({ oidc: { session, client } }) {
      const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId });
      grant.addOIDCScope("openid email profile");
      await grant.save();
      return grant;
    },
  });
  const answer = provider.callback();
  const told: IdentityProvider = {
    issuer,
    isDown: false,
    isNow(claims) {
      people.set(claims.sub, claims);
      next = claims.sub;
    },
  };
  server.on("request", (message, reply) => {
    if (told.isDown) return void reply.writeHead(503).end();
    if (message.url?.startsWith("/interaction/"))
      return void provider.interactionFinished(message, reply, { login: { accountId: next } });
    void answer(message, reply);
  });
  return told;
}
