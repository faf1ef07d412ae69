import { once } from "node:events";
import { createServer } from "node:http";

/** A web service with pets, and the OpenAPI document that describes it. */
export async function startPetService() {
  const seen: { method: string | undefined; path: string | undefined; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      seen.push({ method: request.method, path: request.url, body });
      response.setHeader("content-type", "application/json");
      if (request.method === "POST") response.writeHead(201).end(JSON.stringify({ id: 8, ...JSON.parse(body) }));
      else response.end(JSON.stringify([{ id: 7, name: "Rex" }]));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/v1`;
  return {
    url,
    seen,
    document: DOCUMENT.replace("URL", url),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const DOCUMENT = `openapi: 3.0.3
info: { title: Pets, version: "1" }
servers: [{ url: "URL" }]
paths:
  /pets:
    get:
      operationId: pets.list
      summary: Finds pets
      parameters:
        - { name: limit, in: query, required: true, description: How many at most, schema: { type: integer } }
      responses:
        "200": { description: ok, content: { application/json: { schema: { type: array, items: { $ref: "#/components/schemas/Pet" } } } } }
    post:
      operationId: pets.add
      summary: Takes a pet in
      requestBody: { required: true, content: { application/json: { schema: { $ref: "#/components/schemas/Pet" } } } }
      responses: { "201": { description: made } }
  /pets/photo:
    post:
      operationId: pets.photo
      requestBody: { content: { multipart/form-data: {} } }
      responses: { "201": { description: made } }
components:
  schemas:
    Pet:
      type: object
      required: [id, name]
      properties: { id: { type: integer, readOnly: true }, name: { type: string }, parent: { $ref: "#/components/schemas/Pet" } }
`;
