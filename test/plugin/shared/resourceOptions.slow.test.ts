import { onPlugin } from "../../harness/onPlugin";

onPlugin("resourceOptions");
