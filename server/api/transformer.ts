import superjson, { type SuperJSONResult } from "superjson";

/**
 * How values travel. What comes in stays the tree that was written: marks that let its parts share one object are left
 * out, or a kilobyte could stand for a tree that takes for ever to walk.
 */
export const transformer = {
  input: {
    serialize: superjson.serialize,
    deserialize({ json, meta }: SuperJSONResult): unknown {
      const { referentialEqualities: _, ...kept } = meta ?? {};
      return superjson.deserialize({ json, meta: kept });
    },
  },
  output: superjson,
};
