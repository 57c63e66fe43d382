import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { repository } from "../harness/repository";

const ELSEWHERE = ["node_modules", "dist", "coverage"];

/** The paths of all Markdown pages, from the root. */
export function pages(): string[] {
  return globSync("{*.md,{docs,examples,packages,test}/**/*.md}", { cwd: repository })
    .filter((page) => !page.split(path.sep).some((folder) => ELSEWHERE.includes(folder)))
    .sort();
}

export function textOf(page: string): string {
  return readFileSync(path.join(repository, page), "utf8");
}

export interface Block {
  readonly language: string;
  readonly text: string;
  /** Where its text begins in the page, counted from 1. */
  readonly line: number;
}

/** The fenced blocks of a page. */
export function blocksOf(page: string): Block[] {
  const blocks: Block[] = [];
  let open: { language: string; lines: string[]; line: number } | undefined;
  for (const [index, line] of textOf(page).split("\n").entries()) {
    const fence = /^\s*```(.*)$/.exec(line);
    if (fence && open) {
      blocks.push({ language: open.language, text: open.lines.join("\n"), line: open.line });
      open = undefined;
    } else if (fence) {
      open = { language: fence[1]?.trim() ?? "", lines: [], line: index + 2 };
    } else {
      open?.lines.push(line);
    }
  }
  return blocks;
}

/** A page without its fenced blocks. */
export function proseOf(page: string): string {
  return textOf(page).replace(/^\s*```[\s\S]*?^\s*```$/gm, "");
}

export function headingsOf(page: string): string[] {
  return [...proseOf(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = ""]) => heading);
}

/** Where a page's links and images lead. */
export function linksOf(page: string): string[] {
  const text = proseOf(page).replace(/`[^`\n]*`/g, "");
  return [
    ...[...text.matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g)],
    ...[...text.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm)],
    ...[...text.matchAll(/<([a-z]+:[^>\s]+)>/g)],
  ].map(([, link = ""]) => link);
}

/** The scripts that `npm run` finds where a page's reader is: in the nearest folder with a package.json, or in the root. */
export function scriptsOf(page: string): string[] {
  const scripts = ["package.json", path.join(path.dirname(page), "package.json")]
    .map((file) => path.join(repository, file))
    .filter((file) => existsSync(file))
    .map((file) => (JSON.parse(readFileSync(file, "utf8")) as { scripts?: object }).scripts ?? {});
  return scripts.flatMap(Object.keys);
}
