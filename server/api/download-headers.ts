const MEDIA_TYPE = /^[a-z0-9][a-z0-9.+-]*\/[a-z0-9][a-z0-9.+-]*$/;
/** What a browser might run if it were ever shown. */
const ACTIVE = /html|xml|svg|javascript|ecmascript|pdf|multipart/;
const MAX_NAME = 150;

/** A stored media type as a download may carry it: what is malformed or could run is only bytes. */
export function safeMediaType(stored: string): string {
  const type = stored.split(";")[0]?.trim().toLowerCase() ?? "";
  if (!MEDIA_TYPE.test(type) || ACTIVE.test(type)) return "application/octet-stream";
  return type.startsWith("text/") ? `${type}; charset=utf-8` : type;
}

/** A header that saves a download under a name; paths, control characters and quotes are taken out of it. */
export function contentDisposition(name: string): string {
  const last = name.normalize("NFC").toWellFormed().split(/[\\/]/).at(-1) ?? "";
  const clean = last.replace(/[\p{Cc}\p{Cf}"<>:|?*]/gu, "_").replace(/^\.+/, "_");
  const plain = clean.slice(0, MAX_NAME).toWellFormed() || "download";
  const ascii = plain.replace(/[^\x20-\x7e]/g, "_");
  const encoded = encodeURIComponent(plain).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
