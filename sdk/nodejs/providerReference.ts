/**
 * The provider as it stands in every key's state, twice and in clear.
 *
 * `pulumi.dynamic.Resource` would put the provider's serialised code here: over a kilobyte, different for each release,
 * and only small if the package is a real folder in `node_modules`, which pnpm, workspaces and `file:` links do not
 * give. So a key is a plain custom resource of the dynamic type, and this constant is all that Pulumi's provider
 * process gets: it looks for the package from the program's folder, then where pnpm keeps the dependencies of
 * dependencies, of a workspace too. Stacks hold this text for years: changing it must never be needed.
 */
function reference(name: "provider" | "pairProvider"): string {
  return `exports.handler=()=>{let c=process.cwd(),r=require("module").createRequire(c+"/_"),f;try{f=r.resolve("pulumi-jetemail/provider",{paths:[c,...[..."01234567"].map(i=>c+"/..".repeat(i)+"/node_modules/.pnpm/node_modules")]})}catch{throw Error("Add pulumi-jetemail to the dependencies of the program in "+c+". [JETEMAIL-119]")}return r(f).${name}}`;
}

export const PROVIDER_REFERENCE = reference("provider");
export const PAIR_PROVIDER_REFERENCE = reference("pairProvider");
