import { onPlugin } from "../../harness/onPlugin";

onPlugin("replaceOnRequest");
