import { packageVersion } from "../jetemail/http/version";
import contents from "./schema.json";

/**
 * What the package has, for Pulumi's languages: `npm run schema` writes it. Pulumi makes no SDK from a schema without a version.
 * Loaded where it is asked for.
 */
export const schema: string = JSON.stringify({ ...contents, version: packageVersion() });
