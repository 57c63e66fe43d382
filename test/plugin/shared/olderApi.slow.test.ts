import { onPlugin } from "../../harness/onPlugin";

onPlugin("olderApi");
