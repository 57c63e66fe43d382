import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { blocksOf } from "../docs/markdown";
import { LanguageStack } from "../harness/languageStack";
import { type Language, supportOf } from "../harness/languages";
import { toolOrNotice } from "../harness/toolOrNotice";

/** The file that has the program. */
const FILES: Record<Language, string> = {
  yaml: "Pulumi.yaml",
  typescript: "index.ts",
  python: "__main__.py",
  go: "main.go",
};

const RUNTIMES: Record<Language, string> = { yaml: "yaml", typescript: "nodejs", python: "python", go: "go" };

/** The one program in a language that a page for Pulumi's registry has. */
function programOf(page: string, language: Language): string {
  const blocks = blocksOf(page).filter((block) => block.language === language);
  expect(blocks).toHaveLength(1);
  return (blocks[0]?.text ?? "").replace(/^name: .*$/m, "name: app"); // the project of every test's stack
}

/** Runs the programs of the pages for Pulumi's registry as they stand there. */
export function testRegistryPages(language: Language): void {
  let stack: LanguageStack | undefined;
  afterEach(() => stack?.close());

  test(
    `${language}: the programs of the registry's pages are previewed, and create what they declare`,
    async () => {
      if ((await toolOrNotice(`programs in ${language}`, supportOf(language).findTools)) === undefined) {
        return;
      }
      stack = await open(language);
      const { simulator } = stack;
      const marketing = simulator.openAccount();

      stack.write(FILES[language], programOf("docs/_index.md", language));
      await stack.preview();
      expect(simulator.requests).toEqual([]);
      await stack.up();
      const { "app-test-receipts": receipts, "app-test-newsletter-a": newsletter, ...others } = byName(simulator.keys);
      expect(Object.keys(others)).toEqual(["app-test-newsletter-b"]);
      expect(receipts).toMatchObject({ approvedDomains: ["example.com"], quota: 10_000 });
      expect(newsletter).toMatchObject({ approvedDomains: ["example.com"], quota: 0 });
      const outputs = async (...options: string[]) =>
        JSON.parse((await stack?.succeeds("stack", "output", "--json", ...options))?.stdout ?? "");
      expect(await outputs()).toEqual({ receiptsToken: "[secret]", newsletterToken: "[secret]" });
      expect(await outputs("--show-secrets")).toEqual({
        receiptsToken: receipts?.token,
        newsletterToken: newsletter?.token,
      });
      await stack.hasNothingToDo();

      stack.write(FILES[language], programOf("docs/installation-configuration.md", language));
      await stack.succeeds("config", "set", "--secret", "marketingKey", marketing.accountKey);
      await stack.up();
      expect(simulator.keys).toEqual([]);
      expect(marketing.keys.map(({ name }) => name)).toEqual(["app-test-newsletter"]);
    },
    20 * 60_000, // compilers and packages with cold caches
  );
}

async function open(language: Language): Promise<LanguageStack> {
  const program = mkdtempSync(path.join(tmpdir(), "jetemail-page-"));
  try {
    writeFileSync(path.join(program, "Pulumi.yaml"), `name: app\nruntime: ${RUNTIMES[language]}\n`);
    writeFileSync(path.join(program, FILES[language]), programOf("docs/_index.md", language));
    if (language === "typescript") {
      writeFileSync(path.join(program, "package.json"), '{ "name": "app", "main": "index.ts" }\n');
    }
    const stack = await LanguageStack.of(language, program);
    stack.env.JETEMAIL_API_KEY = stack.simulator.accountKey;
    return stack;
  } finally {
    rmSync(program, { recursive: true, force: true });
  }
}

function byName<Key extends { readonly name: string }>(keys: readonly Key[]): Record<string, Key> {
  return Object.fromEntries(keys.map((key) => [key.name, key]));
}
