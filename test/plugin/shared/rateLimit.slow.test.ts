import { onPlugin } from "../../harness/onPlugin";

onPlugin("rateLimit");
