import path from "node:path";
import { supportOf } from "../harness/languages";
import { run } from "../harness/pulumi/childProcess";
import { repository } from "../harness/repository";
import { toolOrNotice } from "../harness/toolOrNotice";
import { testDemo } from "./demo";
import { LIMIT } from "./limit";
import { testLanguage } from "./scenario";

// What compiles the SDK is in one file: two workers would compile it twice.
testLanguage("go");
testDemo("go");

test(
  "the SDK passes `go vet`",
  async () => {
    const tools = await toolOrNotice("the Go SDK", supportOf("go").findTools);
    if (tools !== undefined) {
      const env = { ...process.env, GOWORK: "off" };
      await run("go", ["vet", "-mod=readonly", "./..."], { cwd: path.join(repository, "sdk", "go"), env });
    }
  },
  LIMIT,
);
