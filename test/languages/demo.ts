import path from "node:path";
import { expectSuccess, type Run, startCommand } from "../harness/command";
import { type Language, supportOf } from "../harness/languages";
import { repository } from "../harness/repository";
import { toolOrNotice } from "../harness/toolOrNotice";
import { LIMIT } from "./limit";

/** Runs `npm run demo -- --language NAME`. */
export function runDemo(language: string): Promise<Run> {
  const args = [require.resolve("tsx/cli"), path.join(repository, "tools", "demo.ts"), "--language", language];
  return startCommand(process.execPath, args, { cwd: repository, env: process.env }).ended;
}

export function testDemo(language: Language): void {
  test(
    `the demo in ${language} shows a key's life`,
    async () => {
      const tools = await toolOrNotice(`the demo in ${language}`, supportOf(language).findTools);
      if (tools === undefined) {
        return;
      }
      const { stdout } = expectSuccess("demo", await runDemo(language));
      const promises = ["a preview sends no request", "same token, new quota", "the account is empty"];
      expect(stdout).toMatch(new RegExp(`\\$ cat .*${promises.map((promise) => `\n✓ ${promise}\n`).join(".*")}`, "s"));
    },
    LIMIT,
  );
}
