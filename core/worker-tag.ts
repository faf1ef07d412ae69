import { z } from "zod";

/** What a worker takes that names no tags, and the tag of work that names none. */
export const DEFAULT_TAG = "default";

/** What work and workers have in common: a worker takes the tasks whose tag is one of its own. */
export const WorkerTag = z
  .string()
  .regex(
    /^[a-z][a-z0-9._-]{0,39}$/,
    "starts with a lower case letter and holds those, digits, dots, _ and - (40 at most)",
  );

/** The line in which tasks of a tag stand, as rows name it; without a tag, that of the default. */
export const lineOfTag = (tag: string = DEFAULT_TAG): string => (tag === DEFAULT_TAG ? "" : tag);

/** The tag whose tasks stand in a line. */
export const tagOfLine = (line: string): string => line || DEFAULT_TAG;
