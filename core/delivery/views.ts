/** What signs deliveries, without showing it. */
export interface SigningSecretView {
  /** Null until it is first used. */
  createdAt: string | null;
  wasShown: boolean;
  /** Until then deliveries are signed with the secret before, too. */
  previousUntil: string | null;
}
