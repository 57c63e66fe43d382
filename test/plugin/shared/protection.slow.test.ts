import { onPlugin } from "../../harness/onPlugin";

onPlugin("protection");
