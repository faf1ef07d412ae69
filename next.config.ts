import type { NextConfig } from "next";

const headers = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=()" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
];

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm test` checks the types of everything at once; a build is for those who start the product.
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: import.meta.dirname },
  serverExternalPackages: [
    "@opentelemetry/api",
    "@opentelemetry/sdk-trace",
    "@ts-morph/common",
    "pg",
    "pino",
    "better-auth",
    "quickjs-wasi",
  ],
  headers: async () => [{ source: "/:path*", headers }],
};

export default config;
