import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { APIError, createAuthMiddleware } from "better-auth/api";
import { organization } from "better-auth/plugins";
import type { Role } from "#core/roles.ts";
import type { AuditLog } from "#server/audit/audit-log.ts";
import { tellRefusedSignIn } from "#server/audit/person-deed.ts";
import { auditedSessions } from "#server/auth/audited-sessions.ts";
import { ADDRESS_HEADER, addressIn } from "#server/auth/caller-address.ts";
import { joinFirstWorkspace, linkProvider, OIDC, refusalOf } from "#server/auth/oidc-people.ts";
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from "#server/auth/password-length.ts";
import { createSignInGuard } from "#server/auth/sign-in-guard.ts";
import { accessControl, workspaceRoles } from "#server/auth/workspace-roles.ts";
import type { Prisma } from "#server/db.ts";

const DAY_S = 86_400;

interface AuthSettings {
  /** Signs cookies; at least 32 characters. */
  secret: string;
  /** Where people reach Heddle. */
  publicUrl: string;
  /** What who comes new from the identity provider is in the first workspace; nothing when it is not set. */
  defaultRole?: Role | undefined;
}

/** Heddle asks an identity provider who somebody is, once, and keeps nothing to ask more in their name. */
const WITHOUT_TOKENS = { accessToken: null, refreshToken: null, idToken: null };

/** Who tries to sign in, from where. */
const attemptOf = ({ body, headers }: { body: unknown; headers?: Headers | undefined }) => ({
  email: typeof body === "object" && body !== null && "email" in body ? String(body.email).trim().toLowerCase() : "",
  address: (headers && addressIn(headers)) ?? "",
});

/** Sign-in by e-mail and password, with workspaces as organizations. Nobody signs up: the owner adds people. */
export function createAuth(prisma: Prisma, audit: AuditLog, { secret, publicUrl, defaultRole }: AuthSettings) {
  const guard = createSignInGuard();
  return betterAuth({
    appName: "Heddle",
    baseURL: publicUrl,
    basePath: "/api/auth",
    secret,
    database: prismaAdapter(prisma, { provider: "postgresql" }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: MIN_PASSWORD_LENGTH,
      maxPasswordLength: MAX_PASSWORD_LENGTH,
    },
    user: { validateUserInfo: ({ user, source }) => refusalOf(prisma, user, source.action) },
    account: { updateAccountOnSignIn: false, accountLinking: { requireLocalEmailVerified: false } },
    onAPIError: { errorURL: `${publicUrl}/sign-in` },
    databaseHooks: {
      session: { create: auditedSessions(prisma, audit) },
      account: {
        create: {
          before: async ({ providerId, userId }, ctx) => {
            if (providerId === OIDC) await linkProvider(prisma, audit, ctx?.headers ?? new Headers(), userId);
            return { data: WITHOUT_TOKENS };
          },
        },
      },
      user: {
        create: {
          // A picture would be fetched from elsewhere, by everybody who sees the person.
          before: async () => ({ data: { image: null } }),
          after: async (person, ctx) => {
            const headers = ctx?.headers ?? new Headers();
            if (defaultRole) await joinFirstWorkspace(prisma, audit, headers, person, defaultRole);
          },
        },
      },
    },
    session: { expiresIn: 30 * DAY_S, updateAge: DAY_S },
    plugins: [
      organization({
        ac: accessControl,
        roles: workspaceRoles,
        creatorRole: "owner",
        allowUserToCreateOrganization: false,
      }),
    ],
    // Heddle is reached by several names (localhost, an address, a proxy): its own host is always one of them.
    trustedOrigins: (request) => {
      const host = request?.headers.get("host");
      return host ? [publicUrl, `http://${host}`, `https://${host}`] : [publicUrl];
    },
    rateLimit: {
      enabled: true,
      window: 60,
      max: 600,
      customRules: {
        "/sign-in/email": { window: 60, max: 60 },
        "/sign-in/social": { window: 60, max: 60 },
      },
    },
    advanced: {
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      useSecureCookies: publicUrl.startsWith("https:"),
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax" },
    },
    telemetry: { enabled: false },
    logger: { level: "error" },
    hooks: {
      before: createAuthMiddleware(async (ctx) => {
        if (ctx.path === "/sign-in/email" && guard.isBlocked(attemptOf(ctx), Date.now()))
          throw new APIError("TOO_MANY_REQUESTS", {
            message: "Too many failed attempts. Wait some minutes and try again.",
          });
      }),
      after: createAuthMiddleware(async (ctx) => {
        if (ctx.path !== "/sign-in/email") return;
        const attempt = attemptOf(ctx);
        const { returned } = ctx.context;
        if (!(returned instanceof APIError)) return guard.succeeded(attempt);
        guard.failed(attempt, Date.now());
        // Not waited for: how long the answer takes must not say who exists.
        if (returned.statusCode === 401) tellRefusedSignIn(prisma, audit, ctx.headers ?? new Headers(), attempt.email);
      }),
    },
  });
}

export type Auth = ReturnType<typeof createAuth>;
