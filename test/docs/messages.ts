import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { repository } from "../harness/repository";

/** A text of the source that a user may read. What is put in at run time is a `HOLE`. */
export interface Message {
  readonly text: string;
  /** Whether it is thrown or told as it is, and not a part of another message. */
  readonly isWhole: boolean;
  readonly place: string;
}

export const HOLE = "\u0000";

/** Texts with words that are no message. */
const NEVER_SHOWN = ["not a JSON array", "exports.handler="];

/** Every text of three words or more in what is published. */
export function messages(): Message[] {
  return ["sdk", "provider"]
    .flatMap((folder) =>
      readdirSync(path.join(repository, folder), { recursive: true }).map((file) => `${folder}/${file}`),
    )
    .filter((file) => file.endsWith(".ts"))
    .flatMap(messagesOf);
}

function messagesOf(file: string): Message[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(path.join(repository, file), "utf8"),
    ts.ScriptTarget.Latest,
    true,
  );
  const found: Message[] = [];
  const visit = (node: ts.Node): void => {
    const text = textOf(node);
    const words = text?.match(/(?<!\S)["'`(]?[A-Za-z]{2,}/g) ?? [];
    if (text !== undefined && words.length >= 3 && !NEVER_SHOWN.some((start) => text.startsWith(start))) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push({ text: normal(text), isWhole: isWhole(node), place: `${file}:${line + 1}` });
    }
    // What is put into a text is a message of its own; what attempt() is told is put behind "Could not".
    if (!(ts.isCallExpression(node) && node.expression.getText() === "attempt")) {
      ts.forEachChild(node, visit);
    } else {
      node.arguments.slice(1).forEach(visit);
    }
  };
  visit(source);
  return found;
}

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) {
    return node.text;
  }
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map(({ literal }) => HOLE + literal.text).join("");
  }
  return undefined;
}

function isWhole(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent)) {
    return parent.name.getText() === "reason";
  }
  const isCall = ts.isNewExpression(parent) || ts.isCallExpression(parent);
  return (
    isCall &&
    parent.arguments?.[0] === node &&
    /Error$|^super$|^tell$|warn$|^reasons\.push$/.test(parent.expression.getText())
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
