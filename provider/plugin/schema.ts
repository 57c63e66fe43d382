import contents from "./schema.json";

/** What the package has, for Pulumi's languages: `npm run schema` writes it. Loaded where it is asked for. */
export const schema: string = JSON.stringify(contents);
