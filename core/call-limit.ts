/** How many calls one request may bring: the server refuses more, and the clients keep to it. */
export const MAX_CALLS = 50;
