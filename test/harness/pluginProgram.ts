import path from "node:path";
import { type CreateStack, Stack } from "./stack";
import { addPlugin } from "./yamlStack";

const CLASSES = `module.exports = require(${JSON.stringify(path.join(__dirname, "pluginClasses.js"))});\n`;

/** A stack whose program is JavaScript, and whose keys are managed by the plugin. */
export const createPluginProgram: CreateStack = async (simulator) => {
  const stack = await Stack.ofDynamicResources(simulator);
  await addPlugin(stack);
  stack.write("jetemail.js", CLASSES);
  return stack;
};
