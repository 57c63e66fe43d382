export {
  type GetTransactionalKeyArgs,
  type GetTransactionalKeyOutputArgs,
  type GetTransactionalKeyResult,
  type GetTransactionalKeysArgs,
  type GetTransactionalKeysOutputArgs,
  getTransactionalKey,
  getTransactionalKeyOutput,
  getTransactionalKeys,
  getTransactionalKeysOutput,
} from "./getTransactionalKey";
export { TransactionalKey } from "./transactionalKey";
export type { KeyArgs, TransactionalKeyArgs, TransactionalKeyPairArgs } from "./transactionalKeyArgs";
export { TransactionalKeyPair } from "./transactionalKeyPair";
