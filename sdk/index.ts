export { TransactionalKey } from "./transactionalKey";
export type { TransactionalKeyArgs } from "./transactionalKeyArgs";
