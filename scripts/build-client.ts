import { buildClientPackage } from "#scripts/build-client/package.ts";

const FOLDER = "dist/heddle-client";

await buildClientPackage(FOLDER);
console.log(`The package heddle-client is in ${FOLDER}: npm pack ./${FOLDER}`);
