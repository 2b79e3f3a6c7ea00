import type { LoadBalancerOptions, OperationOptions } from "./context.js";
import { type AddDomainInput, addDomain } from "./operations/add-domain.js";
import { type AddServerInput, addServer } from "./operations/add-server.js";
import { type DomainList, type ListDomainsInput, listDomains } from "./operations/list-domains.js";
import { listServers, type ServerList } from "./operations/list-servers.js";
import { removeDomain } from "./operations/remove-domain.js";
import { type RemoveServerInput, removeServer } from "./operations/remove-server.js";
import { type Restored, restore } from "./operations/restore.js";
import type { AddedDomain } from "./plans/add-domain.js";
import type { ChangedServer } from "./plans/add-server.js";
import type { RemovedDomain } from "./plans/remove-domain.js";

/**
 * The operations on one HAProxy. Each either ends with files and HAProxy both changed and HAProxy's word for it,
 * or throws with both as they were; `OUTCOME_UNKNOWN` alone says that neither is certain.
 *
 * Each throws ValidationError, LoadBalancerError or StoreError, whose codes say which case it was.
 */
export interface LoadBalancer {
  addDomain(input: AddDomainInput, options?: OperationOptions): Promise<AddedDomain>;
  removeDomain(input: { readonly domain: string }, options?: OperationOptions): Promise<RemovedDomain>;
  listDomains(input?: ListDomainsInput, options?: OperationOptions): Promise<DomainList>;
  addServer(input: AddServerInput, options?: OperationOptions): Promise<ChangedServer>;
  removeServer(input: RemoveServerInput, options?: OperationOptions): Promise<ChangedServer>;
  listServers(input: { readonly domain: string }, options?: OperationOptions): Promise<ServerList>;
  restore(options?: OperationOptions): Promise<Restored>;
}

export function createLoadBalancer(context: LoadBalancerOptions): LoadBalancer {
  return {
    addDomain: (input, options) => addDomain(context, input, options),
    removeDomain: (input, options) => removeDomain(context, input, options),
    listDomains: (input, options) => listDomains(context, input, options),
    addServer: (input, options) => addServer(context, input, options),
    removeServer: (input, options) => removeServer(context, input, options),
    listServers: (input, options) => listServers(context, input, options),
    restore: (options) => restore(context, options),
  };
}
