-- Deliveries are listed by the workflow that caused them.

ALTER TABLE "delivery" ADD COLUMN "workflow_id" UUID;
update delivery d
set workflow_id = coalesce((select r.workflow_id from run r where r.id = d.run_id), (select b.workflow_id from batch b where b.id = d.batch_id));
delete from delivery where workflow_id is null;
ALTER TABLE "delivery" ALTER COLUMN "workflow_id" SET NOT NULL;

-- CreateIndex
CREATE INDEX "delivery_workflow_id_id_idx" ON "delivery"("workflow_id", "id" DESC);
