import { onPlugin } from "../../harness/onPlugin";

onPlugin("drift");
