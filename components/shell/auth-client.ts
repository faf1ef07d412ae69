"use client";

import { createAuthClient } from "better-auth/react";

/** Sign-in and sign-out; who one is and may do comes from `session.state`. */
export const authClient = createAuthClient({ basePath: "/api/auth" });
