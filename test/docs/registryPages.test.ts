import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import schema from "../../provider/plugin/schema.json";
import { repository } from "../harness/repository";
import { blocksOf, linksOf, textOf } from "./markdown";

const PAGES = ["docs/_index.md", "docs/installation-configuration.md"];
const { version } = JSON.parse(readFileSync(path.join(repository, "package.json"), "utf8")) as { version: string };

/** The languages of each chooser of a page, and those that it offers a block for. */
function choosersOf(page: string): { offered: string[]; shown: string[] }[] {
  return [...textOf(page).matchAll(/^\{\{< chooser language "(.*?)" >\}\}$(.*?)^\{\{< \/chooser >\}\}$/gms)].map(
    ([, offered = "", text = ""]) => ({
      offered: offered.split(","),
      shown: [
        ...text.matchAll(/^\{\{% choosable language (\w+) %\}\}\n\n```(\w+)\n.*?\n```\n\n\{\{% \/choosable %\}\}$/gms),
      ].map(([, language = "", block]) => {
        expect(block).toBe(language);
        return language;
      }),
    }),
  );
}

test.each(PAGES)("%s has the head that the registry asks for", (page) => {
  const [, head = ""] = /^---\n(.*?)\n---\n/s.exec(textOf(page)) ?? [];
  expect(parse(head)).toEqual({ title: expect.any(String), meta_desc: expect.any(String), layout: "package" });
});

test.each(PAGES)("%s leads to whole addresses alone, since it is shown elsewhere", (page) => {
  expect(linksOf(page).filter((link) => !/^(https:\/\/|#)/.test(link))).toEqual([]);
});

test.each(PAGES)("%s shows each language that its choosers offer", (page) => {
  const choosers = choosersOf(page);
  expect(choosers.map(({ shown }) => shown)).toEqual(choosers.map(({ offered }) => offered));
  expect(textOf(page).match(/\{\{[<%]/g)).toHaveLength(
    choosers.flatMap(({ offered }) => [0, 0, ...offered, ...offered]).length,
  );
});

test("the overview has an example in every language of Pulumi", () => {
  const [example, ...others] = choosersOf("docs/_index.md");
  expect(others).toEqual([]);
  expect(example?.offered.sort()).toEqual(["csharp", "go", "java", "python", "typescript", "yaml"]);
});

test("the programs name the packages of the schema", () => {
  const text = (language: string) => blocksOf("docs/_index.md").find((block) => block.language === language)?.text;
  const { csharp, go, java, nodejs, python } = schema.language;
  expect(text("typescript")).toContain(`from "${nodejs.packageName}"`);
  expect(text("python")).toContain(`import ${python.packageName} as`);
  expect(text("go")).toContain(`"${go.importBasePath}"`);
  expect(text("csharp")).toContain(`using ${csharp.rootNamespace}.${csharp.namespaces.jetemail};`);
  expect(text("java")).toContain(`import ${java.basePackage}.jetemail.TransactionalKey;`);
});

test("the commands install this version from where the schema says", () => {
  const text = textOf("docs/installation-configuration.md");
  expect(text).toContain(`jetemail ${version} --server ${schema.pluginDownloadURL}\n`);
  expect(text).toContain(`jetemail@${version}\n`);
});

test("every setting of the schema is in the table", () => {
  const text = textOf("docs/installation-configuration.md");
  for (const setting of Object.keys(schema.config.variables)) {
    expect(text).toContain(`\n| \`jetemail:${setting}\` | `);
  }
});

test("the logo is a small PNG of this repository", () => {
  const [, file = ""] = /\/main\/(.+)$/.exec(schema.logoUrl) ?? [];
  const logo = readFileSync(path.join(repository, file));
  expect(logo.subarray(1, 4).toString()).toBe("PNG");
  expect([logo.readUInt32BE(16), logo.readUInt32BE(20)]).toEqual([100, 100]);
});
