import { createServer } from "node:http";
import { openReportDoor } from "#server/api/open-report-door.ts";
import { readEnv } from "#server/env.ts";

// The report door as the web process serves it, in a process of its own; it says which port it got.
const door = openReportDoor(readEnv());
const server = createServer((request, response) => {
  if (!door.handle(request, response)) response.writeHead(404).end();
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.send?.(typeof address === "object" ? address?.port : null);
});
