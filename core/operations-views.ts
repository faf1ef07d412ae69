/** A worker process, as the database knows it. */
export interface WorkerView {
  id: string;
  host: string;
  slots: number;
  /** How many tasks it holds a lease for. */
  leases: number;
  startedAt: string;
  seenAt: string;
  /** Whether it was seen within the time of a lease. */
  isAlive: boolean;
}
