import path from "node:path";
import { expectSuccess, startCommand } from "../harness/command";
import { repository } from "../harness/repository";
import { Stack } from "../harness/stack";

const EXAMPLE = path.join(repository, "examples", "adopt-existing");

let stack: Stack;
afterEach(async () => {
  await stack.close();
});

async function generate(): Promise<string> {
  const generator = startCommand(process.execPath, ["generate.mts"], { cwd: EXAMPLE, env: stack.env });
  return expectSuccess("generate.mts", await generator.ended).stdout;
}

function anAccountOf50Keys(): void {
  for (let number = 0; number < 50; number++) {
    const { uuid } = stack.simulator.edit.create({
      name: `Key ${number % 40}`, // some names twice
      allowAllDomains: number % 7 === 0,
      approvedDomains: number % 2 ? ["B.example", "a.example"] : [],
      quota: number * 10,
      ipRestrictions: number % 3 ? [] : ["2001:DB8::1", "10.0.0.0/24"],
    });
    if (number % 10 === 0) {
      stack.simulator.edit.disable(uuid);
    }
  }
}

test.each([["current"], ["older"]] as const)(
  "the program that is generated for 50 existing keys adopts them and changes nothing at JetEmail (%s API version)",
  async (dialect) => {
    stack = await Stack.create({ dialect });
    anAccountOf50Keys();
    const before = stack.simulator.keys;
    const program = await generate();
    for (const token of stack.simulator.issuedTokens) {
      expect(program).not.toContain(token);
    }
    stack.typescriptProgram(program);
    stack.calls();

    await stack.up();
    expect(new Set(stack.calls())).toEqual(new Set(["GET"]));
    expect(stack.simulator.keys).toEqual(before);
    expect(Object.keys(await stack.state())).toHaveLength(50);
    await stack.hasNothingToDo();
  },
);

test("without an account key the example says how to set it", async () => {
  stack = await Stack.create();
  stack.env.JETEMAIL_API_KEY = "";
  await expect(generate()).rejects.toThrow(/pulumi config set --secret jetemail:apiKey/);
});
