-- Notifications go out by e-mail, to whom wants them, and to a channel of the workspace.

CREATE TABLE "notification_choice" (
    "user_id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "email" TEXT[],

    CONSTRAINT "notification_choice_pkey" PRIMARY KEY ("user_id","workspace_id")
);

CREATE TABLE "notification_channel" (
    "workspace_id" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "kinds" TEXT[],
    "changed_by" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "notification_channel_pkey" PRIMARY KEY ("workspace_id")
);

-- AddForeignKey
ALTER TABLE "notification_choice" ADD CONSTRAINT "notification_choice_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notification_channel" ADD CONSTRAINT "notification_channel_workspace_id_secret_fkey" FOREIGN KEY ("workspace_id", "secret") REFERENCES "secret"("workspace_id", "name") ON DELETE CASCADE ON UPDATE RESTRICT;


-- What Prisma cannot say.

alter table notification_choice add constraint chosen_kinds check (email is not null);
alter table notification_channel add constraint channel_kinds check (kinds is not null);
