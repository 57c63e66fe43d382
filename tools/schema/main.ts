import { writeFileSync } from "node:fs";
import path from "node:path";
import { makeSchema } from "./schema";

// `npm run schema`: writes what the plugin answers to getSchema.
const file = path.resolve(__dirname, "../../provider/plugin/schema.json");
writeFileSync(file, `${JSON.stringify(makeSchema(), undefined, 2)}\n`);
