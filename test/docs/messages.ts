import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { repository } from "../harness/repository";

/** A text of the source that a user may read. What is inserted at run time is a `HOLE`. */
export interface Message {
  readonly text: string;
  /** Its code, where the source gives one beside it. */
  readonly code: number | undefined;
  /** Whether it is thrown or logged as it is, and not a part of another message. */
  readonly isWhole: boolean;
  readonly place: string;
}

export const HOLE = "\u0000";

/** Texts with words that are not messages. */
const NEVER_SHOWN = ["exports.handler=", "may still happen"];

/** Where the plugin's launcher says what it needs. */
const LAUNCHER = "tools/package/nodeMissing.ts";

/** Every text of three words or more in what is published. */
export function messages(): Message[] {
  return ["sdk/nodejs", "provider"]
    .flatMap((folder) =>
      readdirSync(path.join(repository, folder), { recursive: true }).map((file) => `${folder}/${file}`),
    )
    .filter((file) => file.endsWith(".ts"))
    .concat(LAUNCHER)
    .flatMap(messagesOf);
}

function messagesOf(file: string): Message[] {
  const text = readFileSync(path.join(repository, file), "utf8");
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Message[] = [];
  const visit = (node: ts.Node): void => {
    const content = contentOf(node);
    const words = content?.match(/(?<!\S)["'`(]?[A-Za-z]{2,}/g) ?? [];
    if (content !== undefined && words.length >= 3 && !NEVER_SHOWN.some((start) => content.startsWith(start))) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push({ text: normal(content), code: codeOf(node), isWhole: isWhole(node), place: `${file}:${line + 1}` });
    }
    // What is inserted into a text is a message of its own; what the error boundary is told follows "Could not".
    const isBoundary = ts.isCallExpression(node) && /^(boundary|withErrorBoundary)$/.test(node.expression.getText());
    if (isBoundary) {
      node.arguments.slice(1).forEach(visit);
    } else {
      ts.forEachChild(node, visit);
    }
  };
  visit(source);
  return found;
}

function contentOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) {
    return node.text;
  }
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map(({ literal }) => HOLE + literal.text).join("");
  }
  return undefined;
}

/** The number beside a text: in a call, in a pair of both, or in an object with `code`. */
function codeOf({ parent }: ts.Node): number | undefined {
  const siblings =
    ts.isPropertyAssignment(parent) && /^(problem|text)$/.test(parent.name.getText())
      ? parent.parent.properties.filter(ts.isPropertyAssignment).filter(({ name }) => name.getText() === "code")
      : [];
  const candidates = [
    ...siblings.map(({ initializer }) => initializer),
    ...(ts.isCallExpression(parent) || ts.isNewExpression(parent) ? (parent.arguments ?? []) : []),
    ...(ts.isArrayLiteralExpression(parent) ? parent.elements : []),
  ];
  const number = candidates.find(ts.isNumericLiteral);
  return number ? Number(number.text) : undefined;
}

function isWhole(node: ts.Node): boolean {
  const { parent } = node;
  return (
    (ts.isNewExpression(parent) || ts.isCallExpression(parent)) &&
    !contentOf(node)?.startsWith(HOLE) &&
    /(?<!Response)Error$|^super$|^withCode$|^log\.info|^notes\.push$/.test(parent.expression.getText())
  );
}

/** Without what is only for the eye. */
export function normal(text: string): string {
  return text.replace(/[`\\]/g, "").replace(/\s+/g, " ").trim();
}

/** Finds the first sentence of a message, with anything in its holes. */
export function firstSentence({ text }: Message): RegExp {
  const sentence = text.replace(/^(.{12,}?[.?]) .*$/, "$1").replace(new RegExp(`[. ${HOLE}]+$`), "");
  return new RegExp(sentence.split(HOLE).map(escaped).join(".{1,80}?"));
}

export function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
