/** Something in a definition that must be mended before it can be published. */
export interface Problem {
  code:
    | "shape"
    | "duplicate_stage"
    | "unknown_stage"
    | "duplicate_dependency"
    | "self_dependency"
    | "cycle"
    | "expression"
    | "config"
    | "unknown_kind"
    | "code_syntax"
    | "unknown_reference"
    | "input_schema"
    | "unknown_workflow"
    | "unknown_service"
    | "empty";
  /** One clear sentence that names the field or stage. */
  message: string;
  /** Where: keys and indexes into the definition, e.g. `["stages", 2, "config", "url"]`. */
  path: (string | number)[];
  /** The stage at whose node it is shown, if it belongs to one. */
  stageId?: string;
}
