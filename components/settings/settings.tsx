"use client";

import { Appearance } from "#components/settings/appearance.tsx";
import { AuditLink } from "#components/settings/audit-link.tsx";
import { Groups } from "#components/settings/groups.tsx";
import { Keys } from "#components/settings/keys.tsx";
import { NotificationChannel } from "#components/settings/notification-channel.tsx";
import { Notifications } from "#components/settings/notifications.tsx";
import { People } from "#components/settings/people.tsx";
import { RetentionSettings } from "#components/settings/retention.tsx";
import { Secrets } from "#components/settings/secrets.tsx";
import { Services } from "#components/settings/services.tsx";
import { Sessions } from "#components/settings/sessions.tsx";
import { Signing } from "#components/settings/signing.tsx";
import { WorkspaceName } from "#components/settings/workspace-name.tsx";
import { useMay } from "#components/trpc/session.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

export function Settings() {
  const maySeePeople = useMay("people.read");
  const mayManageWorkspace = useMay("workspace.manage");
  const mayManageKeys = useMay("key.manage");
  const mayManageServices = useMay("service.manage");
  const mayManageSecrets = useMay("secret.manage");
  const mayManageSigning = useMay("signing.manage");
  const mayManageRetention = useMay("retention.manage");
  const mayReadAudit = useMay("audit.read");
  return (
    <>
      <PageHeader title="Settings" />
      <div className="mx-auto flex w-full max-w-4xl flex-col gap-10 px-4 py-6 md:px-6">
        {mayManageWorkspace && <WorkspaceName />}
        {maySeePeople && <People />}
        {maySeePeople && <Groups />}
        {mayManageKeys && <Keys />}
        {mayManageServices && <Services />}
        {mayManageSecrets && <Secrets />}
        {mayManageSigning && <Signing />}
        {mayManageRetention && <RetentionSettings />}
        {mayManageServices && <NotificationChannel />}
        {mayReadAudit && <AuditLink />}
        <Notifications />
        <Sessions />
        <Appearance />
      </div>
    </>
  );
}
