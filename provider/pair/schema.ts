import { commonArguments } from "../key/schema";
import * as argument from "../values/argumentSchemas";
import { LIMITS } from "../values/limits";

export const pairArguments: argument.ArgumentSchemas = {
  name: argument.name(LIMITS.pairName),
  ...commonArguments,
  revokePrevious: argument.flag,
};
