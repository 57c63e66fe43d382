import { onPlugin } from "../../harness/onPlugin";

onPlugin("pairOptions");
