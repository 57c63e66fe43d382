import { onPlugin } from "../../harness/onPlugin";

onPlugin("anotherAccount");
