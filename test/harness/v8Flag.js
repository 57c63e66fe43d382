// Preloaded into Node processes by tests. Pulumi's SDK sets this flag while it is loaded, and V8 takes nothing from a
// cache that was compiled under other flags. Set from the beginning, it is the same for all modules of all processes.
require("node:v8").setFlagsFromString("--allow-natives-syntax");
