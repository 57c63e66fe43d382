import { withCode } from "../../provider/errors/code";
import { engines } from "./release";

/** What the launcher says where there is no Node. */
export const NODE_MISSING = withCode(
  `pulumi-resource-jetemail needs Node ${engines.node.replace(">=", "")} or newer, and there is no node on PATH.`,
  904,
);
