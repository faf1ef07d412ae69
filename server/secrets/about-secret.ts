/** What the sealed value of a secret belongs to. */
export const aboutSecret = (workspaceId: string, name: string): string => `secret ${workspaceId} ${name}`;
