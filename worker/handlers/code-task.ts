import { codeConfig } from "#core/kinds/code.ts";
import type { AttemptContext } from "#worker/handlers/handler.ts";
import type { SandboxTask } from "#worker/sandbox/sandbox-pool.ts";

/** An attempt of a code stage as the sandbox takes it, whatever becomes of its waits. Throws for a config that is none. */
export function codeTask(config: unknown, input: unknown, attempt: AttemptContext): SandboxTask {
  const { source, memoryMb, cpuMs, sliceCpuMs } = codeConfig.parse(config);
  return {
    source,
    modules: attempt.modules,
    input,
    context: { attempt: attempt.attempt, feedback: attempt.feedback },
    memoryMb,
    cpuMs,
    sliceCpuMs,
    signal: attempt.signal,
    onStart: () => attempt.begin(),
    onLog: ({ level, text }) => attempt.log(level, text),
  };
}
