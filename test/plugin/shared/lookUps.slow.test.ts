import { onPlugin } from "../../harness/onPlugin";
import { createPluginProgram } from "../../harness/pluginProgram";

onPlugin("lookUps", createPluginProgram);
