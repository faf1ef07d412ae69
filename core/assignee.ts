import { ROLES } from "#core/roles.ts";

const NAME = "[a-z0-9][a-z0-9._-]{0,49}";

/** The name of a group of people: one word, so that it can stand in a list. */
export const GROUP_NAME = new RegExp(`^${NAME}$`);

/** Whom a review may be for. */
export const ASSIGNEE = new RegExp(`^(?:role:(?:${ROLES.join("|")})|user:[^\\s@,]+@[^\\s@,]+|group:${NAME})$`);

/** The same in words. */
export const ASSIGNEE_WORDS = "role:<role>, user:<e-mail> or group:<name>";
