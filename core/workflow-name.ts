import { z } from "zod";

export const WorkflowName = z
  .string()
  .regex(/^[a-z][a-z0-9]*([._-][a-z0-9]+)*$/, "is lower case words joined by . _ or -")
  .max(100);
