/** The page's own scroller: `main`, which the shell lets scroll. */
export const pageScroller = (): HTMLElement | null => document.getElementById("main");
