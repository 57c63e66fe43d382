import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { repository } from "../harness/repository";

const BUDGET = 50;

/** Takes requests until it has been refused many times in a row, and prints how many it got. */
const TAKE_ALL = `
  const { AccountUsage } = require("./dist/provider/jetemail/http/accountUsage");
  const { SharedFolder } = require("./dist/provider/processes/sharedFolder");
  const now = () => Number(process.hrtime.bigint()) / 1e6;
  const usage = new AccountUsage(new SharedFolder("account", process.argv[1]), now);
  let taken = 0;
  let refused = 0;
  const take = () => {
    const isTaken = typeof usage.take({ isRequest: true, reserve: 0, limit: ${BUDGET} }) === "number";
    taken += isTaken ? 1 : 0;
    refused = isTaken ? 0 : refused + 1;
    if (refused < 50) {
      setTimeout(take, Math.random() * 5);
    } else {
      process.stdout.write(String(taken));
    }
  };
  take();
`;

test("twenty processes at once take the budget once", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "jetemail-budget-"));
  try {
    const run = () => promisify(execFile)(process.execPath, ["-e", TAKE_ALL, folder], { cwd: repository });
    const taken = await Promise.all(Array.from({ length: 20 }, run));
    expect(taken.reduce((sum, { stdout }) => sum + Number(stdout), 0)).toBe(BUDGET);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
