import type { ts } from "@ts-morph/common";

/** Text that only the type checker sees, and where it stands in what the author has written. */
export interface Insertion {
  at: number;
  text: string;
}

type TypeScript = typeof ts;
type Main = ts.FunctionDeclaration | ts.FunctionExpression | ts.ArrowFunction;

function mainOf(typescript: TypeScript, file: ts.SourceFile): Main | null {
  const functionOf = (node: ts.Node | undefined): Main | null => {
    if (!node) return null;
    if (typescript.isParenthesizedExpression(node)) return functionOf(node.expression);
    if (typescript.isFunctionExpression(node) || typescript.isArrowFunction(node)) return node;
    return typescript.isIdentifier(node) ? named(node.text) : null;
  };
  const named = (name: string): Main | null => {
    for (const statement of file.statements) {
      if (typescript.isFunctionDeclaration(statement) && statement.name?.text === name) return statement;
      if (!typescript.isVariableStatement(statement)) continue;
      for (const { name: declared, initializer } of statement.declarationList.declarations)
        if (typescript.isIdentifier(declared) && declared.text === name && initializer?.kind !== undefined)
          return typescript.isIdentifier(initializer) ? null : functionOf(initializer);
    }
    return null;
  };
  for (const statement of file.statements) {
    if (typescript.isExportAssignment(statement)) return functionOf(statement.expression);
    const isDefault = (node: ts.ModifierLike) => node.kind === typescript.SyntaxKind.DefaultKeyword;
    if (typescript.isFunctionDeclaration(statement) && statement.modifiers?.some(isDefault)) return statement;
  }
  return null;
}

/** The types of what the default export is called with, for each of its first parameters that has none. */
export function annotationsOf(typescript: TypeScript, file: ts.SourceFile, types: readonly string[]): Insertion[] {
  const main = mainOf(typescript, file);
  return (main?.parameters ?? []).slice(0, types.length).flatMap((parameter, index) => {
    if (parameter.type || parameter.dotDotDotToken) return [];
    const at = (parameter.questionToken ?? parameter.name).getEnd();
    const annotation = `: ${types[index]}`;
    const isBare = main?.kind === typescript.SyntaxKind.ArrowFunction && !/\(/.test(textBefore(file, main, parameter));
    if (!isBare) return [{ at, text: annotation }];
    return [
      { at: parameter.getStart(file), text: "(" },
      { at, text: `${annotation})` },
    ];
  });
}

/** What stands between the beginning of a function and its parameter: a bracket, unless it is a bare name. */
const textBefore = (file: ts.SourceFile, main: ts.Node, parameter: ts.Node): string =>
  file.text.slice(main.getStart(file), parameter.getStart(file));

/** The text with the insertions, which stand in their order. */
export function withInsertions(text: string, insertions: readonly Insertion[]): string {
  let made = "";
  let from = 0;
  for (const { at, text: inserted } of insertions) {
    made += text.slice(from, at) + inserted;
    from = at;
  }
  return made + text.slice(from);
}

/** Where a place of the author's text stands in the text with the insertions: before one that is just there. */
export const placeWith = (at: number, insertions: readonly Insertion[]): number =>
  insertions.reduce((place, insertion) => (insertion.at < at ? place + insertion.text.length : place), at);

/** The other way; what lies within an insertion is where it stands. */
export function placeWithout(place: number, insertions: readonly Insertion[]): number {
  let inserted = 0;
  for (const { at, text } of insertions) {
    if (place - inserted <= at) break;
    if (place - inserted < at + text.length) return at;
    inserted += text.length;
  }
  return place - inserted;
}
