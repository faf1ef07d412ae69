import { resolve } from "node:path";
import { getLibFiles, ts } from "@ts-morph/common";
import { LIBRARY, TypeText } from "#scripts/build-client/type-text.ts";

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ["lib.dom.d.ts", "lib.dom.iterable.d.ts", "lib.esnext.d.ts"],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  types: ["node"],
  strict: true,
  exactOptionalPropertyTypes: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  skipLibCheck: true,
  resolveJsonModule: true,
  jsx: ts.JsxEmit.ReactJSX,
};

/** Reads files from the disk, and the declarations of the language from the package that brings the compiler. */
function hostWithLibrary(): ts.CompilerHost {
  const library = new Map(getLibFiles().map(({ fileName, text }) => [`${LIBRARY}/${fileName}`, text]));
  const host = ts.createCompilerHost(OPTIONS);
  return {
    ...host,
    getDefaultLibLocation: () => LIBRARY,
    getDefaultLibFileName: () => `${LIBRARY}/lib.esnext.d.ts`,
    fileExists: (file) => library.has(file) || host.fileExists(file),
    readFile: (file) => library.get(file) ?? host.readFile(file),
    getSourceFile(file, how, onError) {
      const text = library.get(file);
      return text === undefined ? host.getSourceFile(file, how, onError) : ts.createSourceFile(file, text, how);
    },
  };
}

/**
 * What a file exports, as a declaration file that needs no other: the types that it names are written out, and nothing of
 * how the server is made is in it.
 */
export function declarationsOf(file: string): string {
  const program = ts.createProgram([file], OPTIONS, hostWithLibrary());
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(resolve(file));
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${file} exports nothing`);
  const names = new Map<ts.Symbol, string>();
  const waiting: [ts.Symbol, ts.Type][] = [];

  function nameOf(symbol: ts.Symbol, type: ts.Type): string {
    const known = names.get(symbol);
    if (known) return known;
    const taken = new Set(names.values());
    let name = symbol.name;
    for (let count = 2; taken.has(name); count++) name = `${symbol.name}${count}`;
    names.set(symbol, name);
    waiting.push([symbol, type]);
    return name;
  }
  const text = new TypeText(checker, nameOf);

  function declare(symbol: ts.Symbol, type: ts.Type): string {
    const name = names.get(symbol);
    const comment = text.comment(symbol);
    if (symbol.flags & ts.SymbolFlags.Class) {
      const isOwn = (member: ts.Symbol) => member.valueDeclaration?.parent === symbol.valueDeclaration;
      return `${comment}export declare class ${name} extends Error {\n${text.members(type, isOwn).join("\n")} }`;
    }
    if (symbol.flags & ts.SymbolFlags.Interface)
      return `${comment}export interface ${name} {\n${text.members(type).join("\n")} }`;
    return `${comment}export type ${name} = ${text.body(type)};`;
  }

  const functions: string[] = [];
  for (const exported of checker.getExportsOfModule(module)) {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    if (symbol.flags & ts.SymbolFlags.Function) {
      const [signature] = checker.getTypeOfSymbol(symbol).getCallSignatures();
      if (signature)
        functions.push(
          `${text.comment(symbol)}export declare function ${symbol.name}${text.signature(signature, ": ")};`,
        );
    } else nameOf(symbol, checker.getDeclaredTypeOfSymbol(symbol));
  }
  const declared: string[] = [];
  for (let next = waiting.shift(); next; next = waiting.shift()) declared.push(declare(...next));
  return `${[...functions, ...declared].join("\n\n")}\n`;
}
