import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { repository } from "./repository";

/** The titles of the tests in a file of test/, as Jest shows them. */
export function titlesOf(file: string): string[] {
  const name = path.join(repository, "test", file);
  const titles: string[] = [];
  const visit = (node: ts.Node, prefix: string): void => {
    const call = titledCall(node);
    if (call?.name === "test") {
      titles.push(...call.rows.map((row) => prefix + call.title.replace("%s", row)));
    }
    ts.forEachChild(node, (child) => visit(child, call?.name === "describe" ? `${prefix}${call.title} ` : prefix));
  };
  visit(ts.createSourceFile(name, readFileSync(name, "utf8"), ts.ScriptTarget.Latest), "");
  return titles;
}

interface TitledCall {
  readonly name: string;
  readonly title: string;
  /** What the title takes from each row of a table; one empty text without a table. */
  readonly rows: readonly string[];
}

/** A call of `describe`, `test` or `test.each(…)`. */
function titledCall(node: ts.Node): TitledCall | undefined {
  if (!ts.isCallExpression(node)) {
    return undefined;
  }
  const title = textOf(node.arguments[0]);
  const called = node.expression;
  if (title === undefined) {
    return undefined;
  }
  if (ts.isIdentifier(called)) {
    return { name: called.text, title, rows: [""] };
  }
  const isEach = ts.isCallExpression(called) && ts.isPropertyAccessExpression(called.expression);
  return isEach ? { name: "test", title, rows: rowsOf(called.arguments[0]) } : undefined;
}

/** The first text of each row of a table that is written out. */
function rowsOf(table: ts.Node | undefined): string[] {
  if (table && ts.isAsExpression(table)) {
    return rowsOf(table.expression);
  }
  if (!table || !ts.isArrayLiteralExpression(table)) {
    throw new Error("a table of tests is not written out where it is used");
  }
  return table.elements.map((row) => textOf(ts.isArrayLiteralExpression(row) ? row.elements[0] : row) ?? "");
}

function textOf(node: ts.Node | undefined): string | undefined {
  return node && ts.isStringLiteralLike(node) ? node.text : undefined;
}
