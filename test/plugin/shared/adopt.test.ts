import { onPlugin } from "../../harness/onPlugin";

onPlugin("adopt");
