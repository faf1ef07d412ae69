import type { z } from "zod";
import type { CachePolicy } from "#core/cache-policy.ts";
import type { Definition, Dependency, ForEach, RetryPolicy, Stage } from "#core/definition.ts";
import { DomainError } from "#core/errors.ts";
import type { Expression } from "#core/expression.ts";
import type { BuiltInKind, CustomKind, KINDS } from "#core/kinds/registry.ts";
import { readDefinition } from "#core/problems.ts";
import type { Spawn } from "#core/spawn.ts";

type Json = z.input<typeof Definition>;
type StageJson = z.input<typeof Stage>;

/** What a workflow is beside its stages and what leads from one to the next. */
export type WorkflowOptions = Omit<Json, "heddle" | "name" | "stages" | "dependencies">;

type KindOptions =
  | { [Kind in BuiltInKind]: { kind: Kind; config: z.input<(typeof KINDS)[Kind]["config"]> } }[BuiltInKind]
  | { kind: CustomKind; config?: Record<string, unknown> };

/** What a stage is beside its id; the config is that of its kind. */
export type StageOptions = Omit<StageJson, "id" | "kind" | "config"> & KindOptions;

/** On what a dependency depends. */
export type AfterOptions = Omit<z.input<typeof Dependency>, "from" | "to">;

export type ForEachOptions = Omit<z.input<typeof ForEach>, "items">;

/** What a follow-up is beside the workflow that it starts. */
export type SpawnOptions = Omit<z.input<typeof Spawn>, "workflow">;

/** A workflow to which stages are added. Nothing is changed in place: what was built so far may be built on twice. */
export class WorkflowBuilder<Known extends string = never> {
  protected readonly json: Json;

  constructor(json: Json) {
    this.json = json;
  }

  /** Adds a stage; what follows, up to the next stage, is about this one. */
  stage<const Id extends string>(id: Id extends Known ? never : Id, options: StageOptions): StageBuilder<Known, Id> {
    return new StageBuilder({ ...this.json, stages: [...this.json.stages, { ...options, id }] }, id);
  }

  /** Starts runs of another workflow when a run of this one has completed; call it again for more of them. */
  spawns(target: string, options: SpawnOptions = {}): WorkflowBuilder<Known> {
    const { spawns = [] } = this.json;
    return new WorkflowBuilder({ ...this.json, spawns: [...spawns, { workflow: target, ...options }] });
  }

  /** Says which stages a kind of change does over in an update run; call it again for more stages or more kinds. */
  changeRequest(type: string, ...stageIds: [Known, ...Known[]]): WorkflowBuilder<Known> {
    const { changeRequests = {} } = this.json;
    const named = [...(changeRequests[type] ?? []), ...stageIds];
    return new WorkflowBuilder({ ...this.json, changeRequests: { ...changeRequests, [type]: [...new Set(named)] } });
  }

  /**
   * The definition, as the editor stores it and `workflows.import` takes it. Throws a DomainError whose message lists every
   * problem that would keep it from being published; those that only a server can see (code, names of other workflows,
   * stages of the operator) it finds at publishing.
   */
  build(): Definition {
    const { definition, problems } = readDefinition(this.json);
    if (definition && problems.length === 0) return definition;
    const list = problems.map(({ message }) => `- ${message}`).join("\n");
    throw new DomainError("bad_input", `The workflow ${this.json.name} cannot be published:\n${list}`, { problems });
  }
}

/** A workflow whose last stage may still be described. */
export class StageBuilder<Earlier extends string, Current extends string> extends WorkflowBuilder<Earlier | Current> {
  protected readonly current: string;

  constructor(json: Json, current: string) {
    super(json);
    this.current = current;
  }

  /** The stage runs after these; with options, they hold for each of these dependencies. */
  after(...parents: Earlier[]): StageBuilder<Earlier, Current>;
  after(...parents: [...Earlier[], AfterOptions]): StageBuilder<Earlier, Current>;
  after(...parents: (Earlier | AfterOptions)[]): StageBuilder<Earlier, Current> {
    const options = parents.find((parent) => typeof parent === "object");
    const added = parents
      .filter((parent) => typeof parent === "string")
      .map((from) => ({ from, to: this.current, ...(options as AfterOptions | undefined) }));
    const { dependencies = [] } = this.json;
    return new StageBuilder({ ...this.json, dependencies: [...dependencies, ...added] }, this.current);
  }

  /** One subtask for each item of the list. */
  forEach(items: Expression, options: ForEachOptions = {}): StageBuilder<Earlier, Current> {
    return this.with(() => ({ forEach: { items, ...options } }));
  }

  /** How often and when the stage is tried again. */
  retry(policy: z.input<typeof RetryPolicy>): StageBuilder<Earlier, Current> {
    return this.with(() => ({ retry: policy }));
  }

  /** Its output is found again by its input hash, by any run unless the policy says otherwise. */
  cache(policy: z.input<typeof CachePolicy> = {}): StageBuilder<Earlier, Current> {
    return this.with(() => ({ cache: policy }));
  }

  /** Starts runs of another workflow when the stage has completed; call it again for more of them. */
  override spawns(target: string, options: SpawnOptions = {}): StageBuilder<Earlier, Current> {
    const added = { workflow: target, ...options };
    return this.with(({ spawns = [] }) => ({ spawns: [...spawns, added] }));
  }

  protected with(change: (stage: StageJson) => Partial<StageJson>): StageBuilder<Earlier, Current> {
    const stages = this.json.stages.map((stage) =>
      stage.id === this.current ? { ...stage, ...change(stage) } : stage,
    );
    return new StageBuilder({ ...this.json, stages }, this.current);
  }
}

/**
 * Begins a workflow in TypeScript: `workflow("video.process").stage("parse", { … }).stage("fetch", { … }).after("parse").build()`.
 * Ids of stages are checked as types: `after` takes those that were added before.
 */
export const workflow = (name: string, options: WorkflowOptions = {}): WorkflowBuilder =>
  new WorkflowBuilder({ heddle: 1, name, ...options, stages: [] });
