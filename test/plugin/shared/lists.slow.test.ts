import { onPlugin } from "../../harness/onPlugin";

onPlugin("lists");
