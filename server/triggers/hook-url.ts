/** Where a webhook is called. Its secret may follow behind a slash, for senders that cannot set a header. */
export const hookUrl = (publicUrl: string, triggerId: string): string => `${publicUrl}/api/v1/hooks/${triggerId}`;
