import path from "node:path";
import ts from "typescript";
import { repository } from "../harness/repository";
import type { Block } from "./markdown";

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2024,
  module: ts.ModuleKind.NodeNext,
  moduleDetection: ts.ModuleDetectionKind.Force,
  types: ["node"],
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  paths: { "pulumi-jetemail-plugin": [path.join(repository, "sdk/nodejs-plugin/index.ts")] },
};

export interface Module extends Block {
  readonly page: string;
  /** The folder in which it finds other modules, from the root, where the package finds itself. @default the root */
  readonly folder?: string;
}

/** What the compiler says of blocks of a page, each a module of its own. */
export function typeErrorsOf(blocks: readonly Module[]): string[] {
  const files = new Map(
    blocks.map((block, index) => [
      path.join(repository, block.folder ?? "", `block-${index}.${/^.*\bawait /m.test(block.text) ? "mts" : "ts"}`),
      block,
    ]),
  );
  const host = ts.createCompilerHost(OPTIONS);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => files.has(path.normalize(file)) || fileExists(file);
  host.readFile = (file) => files.get(path.normalize(file))?.text ?? readFile(file);
  host.getSourceFile = (file, options, ...rest) => {
    const block = files.get(path.normalize(file));
    return block ? ts.createSourceFile(file, block.text, options) : getSourceFile(file, options, ...rest);
  };
  const program = ts.createProgram([...files.keys()], OPTIONS, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const block = file && files.get(path.normalize(file.fileName));
    const line = block ? block.line + ts.getLineAndCharacterOfPosition(file, start).line : 0;
    return `${block?.page ?? file?.fileName}:${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
}
