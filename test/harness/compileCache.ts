import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { madeOnce } from "./madeOnce";
import { repository } from "./repository";

/**
 * What Node needs to load a program and the provider. Of the two, a program ends by itself and writes down what Node
 * compiled of it. The provider process is killed at the end of every run, and a killed process writes nothing.
 */
const LOAD_ALL = `
  require("pulumi-jetemail");
  require("pulumi-jetemail/provider");
  process.argv = ["", "", "127.0.0.1:1"];
  require("@pulumi/pulumi/cmd/dynamic-provider");
  process.exit();
`;

/**
 * The environment in which Node processes take what was compiled before from a cache of this run of Jest, filled once:
 * a sixth of the time of a Pulumi command. Empty outside of a run.
 */
export async function compileCache(): Promise<{ NODE_COMPILE_CACHE?: string }> {
  const folder = await madeOnce("compile-cache", (draft) =>
    promisify(execFile)(process.execPath, ["-e", LOAD_ALL], {
      cwd: repository,
      env: { ...process.env, NODE_COMPILE_CACHE: draft },
    }),
  );
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
}
