"use client";

import { type RefObject, useRef } from "react";

/** The page's own scroller: `main`, which the shell lets scroll. */
export function usePageScroller(): RefObject<HTMLElement | null> {
  return useRef(typeof document === "undefined" ? null : document.getElementById("main"));
}
