"use client";

import { useEffect, useState } from "react";
import { CodeTypes } from "#components/editor/code-types/code-types.ts";

/** One for all code of an editor, ended with it. */
export function useCodeTypes(): CodeTypes {
  const [types] = useState(() => new CodeTypes());
  useEffect(() => () => types.close(), [types]);
  return types;
}
