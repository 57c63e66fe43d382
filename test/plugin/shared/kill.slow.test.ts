import { onPlugin } from "../../harness/onPlugin";

onPlugin("kill");
