import { z } from "zod";

/** What is more urgent is claimed first: the run's priority and the stage's are added up. */
export const Priority = z.int().min(-1_000).max(1_000);
