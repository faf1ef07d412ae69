/** Headers, in small letters, that speak of the connection itself and are never set by hand. */
export const CONNECTION_HEADERS: ReadonlySet<string> = new Set([
  "host",
  "connection",
  "content-length",
  "transfer-encoding",
  "upgrade",
  "keep-alive",
  "expect",
  "te",
  "trailer",
  "proxy-connection",
]);
