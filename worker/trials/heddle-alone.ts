import type { Queryable } from "#server/db.ts";
import type { Expressions } from "#server/expressions/expressions.ts";
import { artifactMethods, type Files } from "#worker/services/heddle/artifact-methods.ts";
import { heddleMethods } from "#worker/services/heddle/heddle-service.ts";
import { databaseKv, kvMethods } from "#worker/services/heddle/kv-methods.ts";
import type { Method } from "#worker/services/heddle/method.ts";
import { ServiceError } from "#worker/services/host-service.ts";
import { scratchKv } from "#worker/trials/scratch-kv.ts";

/**
 * What Heddle does for code of a stage that runs alone: values and files are those of the workspace, but what is written is
 * seen by this trial only. What would begin something, or wait for it, is refused until a mock answers it.
 */
export const heddleAlone = (
  db: Queryable,
  schemas: Pick<Expressions, "validate">,
  files: Files,
): Record<string, Method> => ({
  ...Object.fromEntries(Object.keys(heddleMethods(db, schemas)).map((name) => [name, needsMock(name)])),
  ...kvMethods(scratchKv(databaseKv(db))),
  ...artifactMethods(files),
});

const needsMock =
  (name: string): Method =>
  async () => {
    throw new ServiceError(
      "needs_mock",
      `A stage that runs alone does not really call heddle.${name}: mock its answer`,
    );
  };
