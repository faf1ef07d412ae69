const SENTENCES: Readonly<Record<string, string>> = {
  account_not_linked:
    "An account with your e-mail is here already, and it is not certain that it is yours. Sign in with your password, or ask an owner to remove and invite you.",
  email_not_verified: "Your e-mail is not verified where you signed in. Verify it there, then try again.",
  email_not_found: "Where you signed in does not say what your e-mail is. Ask who runs it.",
  needs_owner: "This Heddle has no owner yet. The owner comes first, with a password.",
  state_mismatch: "Coming back took too long, or you had begun under another address of Heddle. Try again.",
  access_denied: "You were not signed in. Try again.",
  oidc_unreachable: "Where you signed in does not answer now. Try again in a moment.",
};

/** What to say to a person whom the identity provider could not sign in, by the code in the address. */
export const oidcRefusal = (code: string): string =>
  (Object.hasOwn(SENTENCES, code) && SENTENCES[code]) || "You could not be signed in that way. Try again.";
