import { setTimeout as pause } from "node:timers/promises";
import type { AuthContext } from "better-auth";
import { genericOAuth } from "better-auth/plugins";
import { z } from "zod";
import type { Auth } from "#server/auth/auth.ts";
import { nameIn, OIDC } from "#server/auth/oidc-people.ts";

const PATIENCE_MS = 10_000;

const Description = z.object({
  issuer: z.string(),
  token_endpoint_auth_methods_supported: z.array(z.string()).default(["client_secret_basic"]),
});

interface OidcSettings {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** What it is called on the button. */
  name: string;
  /** Whether an e-mail counts as verified of which it does not say whether it is. */
  trustsEmail: boolean;
}

/** The identity provider that people may sign in by. */
export interface Oidc {
  /** What it is called on the button. */
  name: string;
  /**
   * Makes it known to `auth`, and says whether it is. It is asked for its description when somebody first needs it and again until
   * it answers, so that Heddle starts without it.
   */
  connect(auth: Auth): Promise<boolean>;
}

/** The identity provider of the settings; `report` is told why it could not be reached. */
export function createOidc(settings: OidcSettings, report: (error: unknown) => void): Oidc {
  let connecting: Promise<boolean> | null = null;

  async function connected(auth: Auth): Promise<boolean> {
    try {
      await makeKnown(auth, settings);
      return true;
    } catch (error) {
      connecting = null;
      report(error);
      return false;
    }
  }

  return {
    name: settings.name,
    connect(auth) {
      connecting ??= connected(auth);
      return connecting;
    },
  };
}

async function makeKnown(auth: Auth, settings: OidcSettings): Promise<void> {
  const discoveryUrl = `${withoutSlash(settings.issuer)}/.well-known/openid-configuration`;
  // Its type knows all of the options; the plugin wants one that knows none.
  const context = (await auth.$context) as unknown as AuthContext;
  const plugin = genericOAuth({
    config: [
      {
        providerId: OIDC,
        discoveryUrl,
        clientId: settings.clientId,
        clientSecret: settings.clientSecret,
        tokenEndpointAuth: { method: await wayOfSecret(discoveryUrl, settings.issuer) },
        requireIdTokenVerification: true,
        accountSubject: ({ profile }) => subjectOf(settings.issuer, profile.sub),
        scopes: ["openid", "email", "profile"],
        disableProviderLogout: true,
        mapProfileToUser: (profile) => ({
          name: nameIn(profile),
          ...(settings.trustsEmail && profile.email_verified === undefined && { emailVerified: true }),
        }),
      },
    ],
  });
  const made = await inTime(plugin.init(context), discoveryUrl);
  const provider = made.context.socialProviders.find(({ id }) => id === OIDC);
  if (!provider) throw new Error(`${discoveryUrl} describes no identity provider that signs whom it names`);
  context.socialProviders.push(provider);
}

const inTime = <Answer>(answer: Promise<Answer> | Answer, url: string): Promise<Answer> => {
  const late = pause(PATIENCE_MS, null, { ref: false }).then(() => {
    throw new Error(`${url} does not answer in time`);
  });
  return Promise.race([answer, late]);
};

/** Who somebody is: the `sub` alone says so at one issuer only (OpenID Connect Core 5.7). */
function subjectOf(issuer: string, sub: unknown): string {
  if (typeof sub !== "string" || sub === "") throw new Error("The identity provider does not say who somebody is");
  return `${withoutSlash(issuer)} ${sub}`;
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, "");

/** How the provider wants the secret; refuses a description that is another's, or that does not come in time. */
async function wayOfSecret(discoveryUrl: string, issuer: string) {
  const response = await fetch(discoveryUrl, { signal: AbortSignal.timeout(PATIENCE_MS), redirect: "error" });
  if (!response.ok) throw new Error(`${discoveryUrl} answers ${response.status}`);
  const told = Description.parse(await response.json());
  if (withoutSlash(told.issuer) !== withoutSlash(issuer))
    throw new Error(`${discoveryUrl} speaks for ${told.issuer}, not for ${issuer}`);
  const takesHeader = told.token_endpoint_auth_methods_supported.includes("client_secret_basic");
  return takesHeader ? "client_secret_basic" : "client_secret_post";
}
