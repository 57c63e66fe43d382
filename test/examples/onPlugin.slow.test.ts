import { globSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { typeErrorsOf } from "../docs/typeCheck";
import { buildSimulator } from "../harness/build";
import { Example } from "../harness/example";
import { preparePlugin } from "../harness/languages";
import { repository } from "../harness/repository";

const PLUGIN = 'from "pulumi-jetemail-plugin"';

/** Its SDK is not installed here: `aws.slow.test.ts` compiles it. */
const ELSEWHERE = "aws-secrets-manager";

let example: Example | undefined;
jest.setTimeout(10 * 60_000);
afterEach(() => example?.close());

/** A program as the READMEs say: its classes come from the plugin's package. */
const onPlugin = (program: string) => program.replace('from "pulumi-jetemail"', PLUGIN);

function change(file: string, edit: (text: string) => string): void {
  const before = readFileSync(file, "utf8");
  const after = edit(before);
  expect(after).not.toBe(before);
  writeFileSync(file, after);
}

async function openOnPlugin(name: string, cloud?: string): Promise<Example> {
  example = await Example.open(name, cloud === undefined ? {} : { cloud });
  change(path.join(example.folder, "index.ts"), onPlugin);
  await preparePlugin("typescript", example);
  return example;
}

test("every recipe compiles with the classes of the plugin's package", () => {
  const programs = globSync("examples/*/index.ts", { cwd: repository })
    .filter((page) => !page.includes(ELSEWHERE))
    .map((page) => ({
      page,
      folder: path.dirname(page),
      text: onPlugin(readFileSync(path.join(repository, page), "utf8")),
      language: "ts",
      line: 1,
    }));
  expect(programs.length).toBeGreaterThan(5);
  expect(programs.filter(({ text }) => !text.includes(PLUGIN))).toEqual([]);
  expect(typeErrorsOf(programs)).toEqual([]);
});

test.each<[string, string, string, string[]]>([
  ["kubernetes-secret", "kubernetes", "kubernetes:core/v1:Secret", []],
  [
    "github-actions-secret",
    "github",
    "github:index:ActionsSecret",
    ["pulumi config set github:owner example-org", "pulumi config set repository mailer"],
  ],
])(
  "%s: a changed domain leaves the consumer of the token out of the preview, and a rotation does not",
  async (name, cloud, consumer, configure) => {
    const recipe = await openOnPlugin(name, cloud);
    for (const command of ["pulumi stack init dev", "pulumi config set --secret jetemail:apiKey", ...configure]) {
      await recipe.run(command);
    }
    await recipe.run("pulumi up --skip-preview");
    change(path.join(recipe.folder, "index.ts"), (text) =>
      text.replace('["example.com"]', '["example.com", "example.org"]'),
    );
    const preview = await recipe.run("pulumi preview");
    expect(preview).toMatch(/jetemail:index:TransactionalKeyPair .*update/);
    expect(preview).not.toContain(consumer);
    await recipe.run("pulumi config set rotation 2026-01");
    expect(await recipe.run("pulumi preview")).toContain(consumer);
  },
);

test("unit-testing: the tests pass with the plugin's types, but for that of the default names", async () => {
  await buildSimulator();
  const recipe = await openOnPlugin("unit-testing");
  change(path.join(recipe.folder, "index.spec.ts"), (text) =>
    text.replaceAll("pulumi-nodejs:dynamic/jetemail:", "jetemail:index:"),
  );
  const printed = await recipe.run("npm test || true");
  expect(printed).toContain("pass 4\n");
  expect(printed).toContain("fail 1\n");
  expect(printed).toMatch(/✖ each key name contains the name of its stack/);
});
