import { onPlugin } from "../../harness/onPlugin";

onPlugin("rotation");
