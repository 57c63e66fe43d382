import { Log } from "../../../provider/dynamic/log";
import { useCapturedOutput } from "../../harness/inProcessProvider";

const output = useCapturedOutput();

test("writes each line to stdout", () => {
  const log = new Log();
  log.info("one", "two");
  log.info();
  log.info("one");
  expect(output).toEqual(["one\n", "two\n", "one\n"]);
});

test("writes a repeated line once with infoOnce", () => {
  const log = new Log();
  log.infoOnce("one");
  log.infoOnce("two");
  log.infoOnce("one");
  new Log().infoOnce("one");
  expect(output).toEqual(["one\n", "two\n", "one\n"]);
});
