import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { repository } from "../harness/repository";
import { textOf } from "./markdown";

const typedoc = path.join(repository, "node_modules", "typedoc", "bin", "typedoc");

function filesOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name))).sort();
  return Object.fromEntries(paths.map((file) => [file, readFileSync(path.join(folder, file), "utf8")]));
}

test("docs/reference is what `npm run docs` makes of the docstrings", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "jetemail-docs-"));
  try {
    // It fails on a public name without a docstring.
    execFileSync(process.execPath, [typedoc, "--out", folder], {
      cwd: repository,
      stdio: ["ignore", "ignore", "inherit"],
    });
    expect(filesOf(path.join(repository, "docs", "reference"))).toEqual(filesOf(folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

const sections = ["KeyArgs", "TransactionalKeyArgs", "TransactionalKeyPairArgs"]
  .flatMap((name) => textOf(`docs/reference/interfaces/${name}.md`).split(/^### /m).slice(1))
  .map((section) => [section.slice(0, section.indexOf("?")), section] as const);

test.each(sections)(
  "the docstring of %s states its default, its source and the effect of a change",
  (_name, section) => {
    expect(section).toMatch(/^#### Default\n/m);
    expect(section).toMatch(/^#### See\n/m);
    expect(section).toMatch(/in\s+place|replaces the key|at creation only|rotated away in the same update/);
  },
);
