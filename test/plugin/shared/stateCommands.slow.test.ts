import { onPlugin } from "../../harness/onPlugin";

onPlugin("stateCommands");
