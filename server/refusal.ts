/** A reason not to start or go on that a person can act on, said in one sentence. Entry points print it and exit 1. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}
