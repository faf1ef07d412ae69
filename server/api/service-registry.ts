import { z } from "zod";
import { ServiceName } from "#core/service.ts";
import {
  Methods,
  RefreshedMethods,
  RegisteredService,
  Service,
  Services,
} from "#server/api/rest/automation-answers.ts";
import { procedure, router } from "#server/api/trpc.ts";
import { getService, listServices } from "#server/services/list-services.ts";
import { refreshMethods, registerService, SavedService } from "#server/services/register-service.ts";
import { deleteService } from "#server/services/save-service.ts";
import { listMethods } from "#server/services/stored-methods.ts";

const ServiceRef = z.object({ name: ServiceName });

export const servicesRouter = router({
  list: procedure("service.manage", { rest: "GET /services", does: "Lists services", answer: Services }).query(
    ({ ctx }) => listServices(ctx.pool, ctx.workspaceId),
  ),
  get: procedure("service.manage", { rest: "GET /services/{name}", does: "Reads a service", answer: Service })
    .input(ServiceRef)
    .query(({ ctx, input }) => getService(ctx.pool, ctx.workspaceId, input.name)),
  methods: procedure("service.manage", {
    rest: "GET /services/{name}/methods",
    does: "Lists the methods of a service",
    answer: Methods,
  })
    .input(ServiceRef)
    .query(({ ctx, input }) => listMethods(ctx.pool, ctx.workspaceId, input.name)),
  save: procedure("service.manage", {
    rest: "POST /services",
    does: "Registers a service, or saves it over the version that was read",
    answer: RegisteredService,
  })
    .input(SavedService)
    .mutation(({ ctx, input }) => registerService(ctx, ctx.workspaceId, input, ctx.principal.by)),
  refresh: procedure("service.manage", {
    rest: "POST /services/{name}/refresh",
    does: "Reads the methods of a service anew",
    answer: RefreshedMethods,
  })
    .input(ServiceRef)
    .mutation(({ ctx, input }) => refreshMethods(ctx, ctx.workspaceId, input.name, ctx.principal.by)),
  delete: procedure("service.manage", { rest: "DELETE /services/{name}", does: "Deletes a service", status: 204 })
    .input(ServiceRef)
    .mutation(({ ctx, input }) => deleteService(ctx.pool, ctx.workspaceId, input.name)),
});
