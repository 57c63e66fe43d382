import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

/** A docstring: its text and its tags. */
export interface Docstring {
  readonly text: string;
  readonly defaultValue?: string;
  readonly see?: string;
}

/** The docstrings of a class or an interface of this package: its own, and those of its members. */
export interface Documented {
  readonly own: Docstring;
  readonly members: Readonly<Record<string, Docstring>>;
}

/** The classes and interfaces of a file, by name. */
export function docstringsOf(file: string): Record<string, Documented> {
  const text = readFileSync(path.resolve(__dirname, "../..", file), "utf8");
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Record<string, Documented> = {};
  for (const statement of source.statements) {
    if ((ts.isInterfaceDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name) {
      const members = [...statement.members].filter(
        (member): member is ts.PropertySignature | ts.PropertyDeclaration =>
          ts.isPropertySignature(member) || ts.isPropertyDeclaration(member),
      );
      found[statement.name.text] = {
        own: docstringOf(statement),
        members: Object.fromEntries(members.map((member) => [member.name.getText(), docstringOf(member)])),
      };
    }
  }
  return found;
}

function docstringOf(node: ts.Node): Docstring {
  const [comment] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const tag = (name: string) => {
    const found = ts.getJSDocTags(node).find(({ tagName }) => tagName.text === name);
    // The parser takes the scheme of an address for a reference.
    return found && plain(found.getText().replace(/^@\w+/, ""));
  };
  const [defaultValue, see] = [tag("default"), tag("see")];
  return {
    text: plain(ts.getTextOfJSDocComment(comment?.comment) ?? ""),
    ...(defaultValue !== undefined && { defaultValue }),
    ...(see !== undefined && { see }),
  };
}

/** Without the line breaks and margins of a comment. Paragraphs stay. */
function plain(text: string): string {
  return text
    .split(/\n\s*\*?\s*\n/)
    .map((paragraph) => paragraph.replace(/\s*\n\s*\*?\s*/g, " ").trim())
    .filter((paragraph) => paragraph !== "" && paragraph !== "*")
    .join("\n\n");
}
