/** Where the command is used: a person's terminal, a script, or a test. */
export interface Terminal {
  /** Writes a line, or several, of what was asked for, as they are. */
  out(text: string): void;
  /** Writes a line for people only: progress, hints, errors. */
  err(text: string): void;
  /** Draws over what was drawn before, cut to the screen; what is written next takes its place. Only where `isLive`. */
  redraw(text: string): void;
  /** Whether a person sees what is written at once, and it may be drawn over. */
  isLive: boolean;
  /** Whether that person sees colors. */
  hasColor: boolean;
  /** Whether a person can be asked. */
  isInteractive: boolean;
  env: Readonly<Record<string, string | undefined>>;
  /** All that is handed in by a pipe. */
  readAll(): Promise<string>;
  /** Asks a person for a line; what is typed stays unseen when it is secret. */
  ask(question: string, isSecret?: boolean): Promise<string>;
  /** Aborted when the person presses Ctrl-C. */
  interrupted: AbortSignal;
}
