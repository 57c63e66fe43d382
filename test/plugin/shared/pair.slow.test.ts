import { onPlugin } from "../../harness/onPlugin";

onPlugin("pair");
