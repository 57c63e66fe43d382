import { onPlugin } from "../../harness/onPlugin";

onPlugin("faults");
