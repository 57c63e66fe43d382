import { writeFileSync } from "node:fs";
import path from "node:path";
import { repository } from "../../test/harness/repository";
import { scenariosPage } from "./page";

// A part of `npm run docs`.
writeFileSync(path.join(repository, "docs/scenarios.md"), scenariosPage());
