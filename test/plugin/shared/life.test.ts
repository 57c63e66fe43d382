import { onPlugin } from "../../harness/onPlugin";

onPlugin("life");
