import { once } from "node:events";
import { createServer } from "node:http";

/** A web service that lets in who shows the token, and sends back all that it was sent. */
export async function startEchoService(token: string) {
  const seen: { path: string | undefined; isLetIn: boolean }[] = [];
  const server = createServer((request, response) => {
    const { authorization = "" } = request.headers;
    const isLetIn = authorization === `Bearer ${token}`;
    seen.push({ path: request.url, isLetIn });
    request.resume();
    response
      .writeHead(isLetIn ? 200 : 401, { "content-type": "application/json", "x-authorization": authorization })
      .end(JSON.stringify({ authorization, token: authorization.slice("Bearer ".length) }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    seen,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
