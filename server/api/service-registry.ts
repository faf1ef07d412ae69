import { z } from "zod";
import { NewService, ServiceName } from "#core/service.ts";
import { procedure, router } from "#server/api/trpc.ts";
import { getService, listServices } from "#server/services/list-services.ts";
import { deleteService, saveService } from "#server/services/save-service.ts";
import { listMethods } from "#server/services/stored-methods.ts";

const ServiceRef = z.object({ name: ServiceName });
const Saved = z.object({ service: NewService, version: z.int().positive().nullable().default(null) });

export const servicesRouter = router({
  list: procedure("service.manage").query(({ ctx }) => listServices(ctx.pool, ctx.workspaceId)),
  get: procedure("service.manage")
    .input(ServiceRef)
    .query(({ ctx, input }) => getService(ctx.pool, ctx.workspaceId, input.name)),
  methods: procedure("service.manage")
    .input(ServiceRef)
    .query(({ ctx, input }) => listMethods(ctx.pool, ctx.workspaceId, input.name)),
  save: procedure("service.manage")
    .input(Saved)
    .mutation(({ ctx, input }) => saveService(ctx.pool, ctx.workspaceId, input, ctx.principal.by)),
  delete: procedure("service.manage")
    .input(ServiceRef)
    .mutation(({ ctx, input }) => deleteService(ctx.pool, ctx.workspaceId, input.name)),
});
