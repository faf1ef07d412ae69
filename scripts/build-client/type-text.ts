import { ts } from "@ts-morph/common";

/** Where the declarations of the language are found. */
export const LIBRARY = "/library-of-typescript";

/** Gives a name to a type that has a declaration of its own; it is declared once, elsewhere. */
export type NameType = (symbol: ts.Symbol, type: ts.Type) => string;

const LITERAL = ts.TypeFlags.StringLiteral | ts.TypeFlags.NumberLiteral;
const SIMPLE =
  ts.TypeFlags.Any |
  ts.TypeFlags.Unknown |
  ts.TypeFlags.String |
  ts.TypeFlags.Number |
  ts.TypeFlags.BooleanLike |
  ts.TypeFlags.BigInt |
  ts.TypeFlags.Void |
  ts.TypeFlags.Undefined |
  ts.TypeFlags.Null |
  ts.TypeFlags.Never |
  ts.TypeFlags.NonPrimitive |
  LITERAL;

const declaredIn = (symbol: ts.Symbol): string => symbol.declarations?.[0]?.getSourceFile().fileName ?? "";
/** Of the language, the browser or the runtime: everybody who compiles against the package has it. */
const isGlobal = (file: string) =>
  file.startsWith(LIBRARY) || /\/node_modules\/(@types\/node|undici-types)\//.test(file);
const isOurs = (file: string) => file !== "" && !isGlobal(file) && !file.includes("/node_modules/");

/** Writes types out in full, but for those with a name of their own and those of the language. */
export class TypeText {
  readonly #checker: ts.TypeChecker;
  readonly #nameType: NameType;

  constructor(checker: ts.TypeChecker, nameType: NameType) {
    this.#checker = checker;
    this.#nameType = nameType;
  }

  /** A type where it is used. Throws for one that neither Heddle nor the language declares. */
  of(type: ts.Type): string {
    const { aliasSymbol } = type;
    if (aliasSymbol && !type.aliasTypeArguments && isOurs(declaredIn(aliasSymbol)))
      return this.#nameType(aliasSymbol, type);
    if (type.isClassOrInterface() && !type.typeParameters && isOurs(declaredIn(type.symbol)))
      return this.#nameType(type.symbol, type);
    return this.body(type);
  }

  /** A type written out, although it may have a name. */
  body(type: ts.Type): string {
    if (type.isUnion()) return this.#union(type.types);
    if (type.isIntersection()) return type.types.map((part) => this.#grouped(part)).join(" & ");
    if (type.flags & SIMPLE) return this.#checker.typeToString(type);
    if (type.flags & ts.TypeFlags.TemplateLiteral) return this.#checker.typeToString(type);
    if (this.#checker.isTupleType(type)) return this.#tuple(type as ts.TupleTypeReference);
    const args = this.#checker.getTypeArguments(type as ts.TypeReference);
    if (this.#checker.isArrayType(type) && args[0]) return `${this.#grouped(args[0])}[]`;
    const file = type.symbol ? declaredIn(type.symbol) : "";
    if (type.symbol && !/^__/.test(type.symbol.name) && isGlobal(file)) return this.#generic(type.symbol.name, args);
    const [signature] = type.getCallSignatures();
    if (signature && this.#checker.getPropertiesOfType(type).length === 0) return this.signature(signature, " => ");
    if (type.flags & ts.TypeFlags.Object) return `{\n${this.members(type).join("\n")} }`;
    throw new Error(`${this.#checker.typeToString(type)} of ${file} cannot be told to others`);
  }

  /** What a type consists of, each with its comment. */
  members(type: ts.Type, isOwn: (symbol: ts.Symbol) => boolean = () => true): string[] {
    const indexes = this.#checker
      .getIndexInfosOfType(type)
      .map(({ keyType, type: value }) => `[key: ${this.of(keyType)}]: ${this.of(value)};`);
    const calls = type.getCallSignatures().map((signature) => `${this.signature(signature, ": ")};`);
    const properties = this.#checker.getPropertiesOfType(type).filter(isOwn);
    return [...indexes, ...calls, ...properties.map((property) => this.#property(property))];
  }

  #property(symbol: ts.Symbol): string {
    const type = this.#checker.getTypeOfSymbol(symbol);
    const name = /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(symbol.name) ? symbol.name : JSON.stringify(symbol.name);
    const comment = this.comment(symbol);
    const [signature] = type.getCallSignatures();
    const isOptional = (symbol.flags & ts.SymbolFlags.Optional) !== 0;
    if (signature && symbol.flags & ts.SymbolFlags.Method)
      return `${comment}${name}${isOptional ? "?" : ""}${this.signature(signature, ": ")};`;
    return `${comment}${name}${isOptional ? `?: ${this.#orUndefined(type)}` : `: ${this.of(type)}`};`;
  }

  /** The comment above a declaration, as it is carried over. */
  comment(symbol: ts.Symbol): string {
    const text = ts.displayPartsToString(symbol.getDocumentationComment(this.#checker));
    return text ? `/** ${text.replaceAll("*/", "* /")} */\n` : "";
  }

  /** What a function takes and answers. */
  signature(signature: ts.Signature, arrow: ": " | " => "): string {
    const parameters = signature.getParameters().flatMap((parameter) => this.#parameter(parameter));
    return `(${parameters.join(", ")})${arrow}${this.of(signature.getReturnType())}`;
  }

  #parameter(symbol: ts.Symbol): string[] {
    const type = this.#checker.getTypeOfSymbol(symbol);
    const declaration = symbol.valueDeclaration;
    const is = (what: "dotDotDotToken" | "questionToken" | "initializer") =>
      declaration !== undefined && ts.isParameter(declaration) && declaration[what] !== undefined;
    if (is("dotDotDotToken")) return this.#elements(type as ts.TupleTypeReference);
    const isOptional = is("questionToken") || is("initializer");
    // A parameter that is taken apart has no name.
    const name = /^\w+$/.test(symbol.name) ? symbol.name : "options";
    return [isOptional ? `${name}?: ${this.#orUndefined(type)}` : `${name}: ${this.of(type)}`];
  }

  #elements(type: ts.TupleTypeReference): string[] {
    const { elementFlags, labeledElementDeclarations: labels } = type.target;
    return this.#checker.getTypeArguments(type).map((part, index) => {
      const label = labels?.[index]?.name;
      const name = label && ts.isIdentifier(label) ? label.text : `part${index}`;
      const isOptional = ((elementFlags[index] ?? 0) & ts.ElementFlags.Optional) !== 0;
      return isOptional ? `${name}?: ${this.#orUndefined(part)}` : `${name}: ${this.of(part)}`;
    });
  }

  #tuple(type: ts.TupleTypeReference): string {
    return `[${this.#elements(type).join(", ")}]`;
  }

  #generic(name: string, args: readonly ts.Type[]): string {
    return args.length === 0 ? name : `${name}<${args.map((arg) => this.of(arg)).join(", ")}>`;
  }

  #orUndefined(type: ts.Type): string {
    const parts = type.isUnion() ? type.types : [type];
    const known = parts.filter(({ flags }) => !(flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void)));
    const text = known.length === parts.length ? this.#grouped(type) : this.#union(known);
    if (text === "unknown") return text;
    return text === "" ? "undefined" : `${text} | undefined`;
  }

  #union(types: readonly ts.Type[]): string {
    const isBoolean = (type: ts.Type) => (type.flags & ts.TypeFlags.BooleanLiteral) !== 0;
    const hasBoth = types.filter(isBoolean).length === 2;
    const parts = hasBoth ? types.filter((type) => !isBoolean(type)) : types;
    return [...(hasBoth ? ["boolean"] : []), ...parts.map((part) => this.#grouped(part))].join(" | ");
  }

  #grouped(type: ts.Type): string {
    const text = this.of(type);
    return / [|&] | => /.test(text) && !/^\{.*\}$/s.test(text) ? `(${text})` : text;
  }
}
