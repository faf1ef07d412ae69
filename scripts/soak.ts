import { parseArgs } from "node:util";
import { runScript } from "#scripts/supervisor/run-script.ts";
import { Refusal } from "#server/refusal.ts";
import { comparePrograms } from "#worker/testing/soak/compare.ts";

/** Programs of one seed; the next so many have the next seed. */
const AT_ONCE = 500;

const { values } = parseArgs({
  options: {
    programs: { type: "string", default: "50000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});

function numberOf(name: keyof typeof values, least: number): number {
  const number = Number(values[name]);
  if (!Number.isSafeInteger(number) || number < least)
    throw new Refusal(`--${name}: must be a whole number from ${least} on`);
  return number;
}

await runScript(async () => {
  const [count, firstSeed] = [numberOf("programs", 1), numberOf("seed", 0)];
  const begin = performance.now();
  let [passed, failed, suspensions, kills] = [0, 0, 0, 0];
  console.log(`${count} random programs, plain and suspended at each wait; the seed is ${firstSeed}\n`);
  for (let done = 0, seed = firstSeed; done < count; done += AT_ONCE, seed++) {
    const part = Math.min(AT_ONCE, count - done);
    const compared = await comparePrograms(part, seed);
    passed += compared.same;
    suspensions += compared.suspensions;
    kills += compared.kills;
    if (compared.different) {
      failed += 1;
      const [plain, suspended] = compared.seen ?? [];
      console.log(`Not the same; again with --programs ${part} --seed ${seed}\n${compared.different.source}`);
      console.log(`plain:     ${JSON.stringify(plain)}\nsuspended: ${JSON.stringify(suspended)}\n`);
    }
    if ((done / AT_ONCE) % 10 === 9)
      console.log(`${passed + failed} programs, ${suspensions} suspensions, ${kills} machines lost`);
  }
  const seconds = ((performance.now() - begin) / 1000).toFixed(0);
  console.log(`\n${suspensions} suspensions and ${kills} lost machines in ${seconds} s`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
});
