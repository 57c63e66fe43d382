import { onPlugin } from "../../harness/onPlugin";
import { createPluginProgram } from "../../harness/pluginProgram";

onPlugin("secrets", createPluginProgram);
