import { type Command, Option } from "commander";
import type { Act } from "#cli/session.ts";

const SCRIPTS = {
  bash: `_heddle() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen -W "$(heddle complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _heddle heddle`,
  zsh: `#compdef heddle
_heddle() {
  local -a words_of_heddle
  words_of_heddle=("\${(@f)$(heddle complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  compadd -a words_of_heddle || _files
}
compdef _heddle heddle`,
  fish: `complete -c heddle -f -a '(heddle complete -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'`,
} as const;

/** The words that may stand in the place of the last: of the command that those before it name. */
function wordsAfter(program: Command, given: readonly string[]): string[] {
  const last = given.at(-1) ?? "";
  let command = program;
  for (const word of given.slice(0, -1)) command = command.commands.find((each) => each.name() === word) ?? command;
  const options = [...command.options, ...program.options].flatMap(({ long }) => (long ? [long] : []));
  const names = command.commands.map((each) => each.name()).filter((name) => name !== "complete");
  return [...names, ...(last.startsWith("-") ? options : [])].filter((word) => word.startsWith(last));
}

/** `heddle completion`, and what its scripts ask while a line is typed. */
export function addCompletion(program: Command, act: Act): void {
  program
    .command("completion")
    .description("write the script that completes commands in a shell")
    .addOption(new Option("--shell <shell>").choices(Object.keys(SCRIPTS)).makeOptionMandatory())
    .action(
      act(({ terminal }, { shell }: { shell: keyof typeof SCRIPTS }) => {
        terminal.out(SCRIPTS[shell]);
      }),
    );
  program
    .command("complete", { hidden: true })
    .argument("[words...]")
    .action(
      act(({ terminal }, words: string[]) => {
        terminal.out(wordsAfter(program, words).join("\n"));
      }),
    );
}
