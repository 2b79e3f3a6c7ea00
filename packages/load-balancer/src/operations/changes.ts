import type { OperationOptions } from "../options.js";
import type { AddedDomain } from "../plans/add-domain.js";
import type { AddedServer, ChangedServer } from "../plans/add-server.js";
import type { AddedServers } from "../plans/add-servers.js";
import type { RemovedDomain } from "../plans/remove-domain.js";
import type { ChangedServers, SetServer } from "../plans/set-servers.js";
import type { Undone } from "../plans/undo.js";
import type { AddDomainInput } from "./add-domain.js";
import type { AddServerInput } from "./add-server.js";
import type { AddServersInput } from "./add-servers.js";
import type { Aftermath } from "./aftermath.js";
import type { ImportedState, ImportStateInput } from "./import-state.js";
import type { RemoveDomainInput } from "./remove-domain.js";
import type { RemoveServerInput } from "./remove-server.js";
import type { ReplacedServers, ReplaceServersInput, ReplaceServersOptions } from "./replace-servers.js";
import type { SetDomainStateInput, SetServerStateInput, SetServerWeightInput } from "./set-server.js";
import type { SetServersState, SetServersStateInput } from "./set-servers-state.js";
import type { UndoInput } from "./undo.js";
import type { WaitDrainOptions } from "./wait-drain.js";

/**
 * The changes of domains and servers: what can be tried in a dry run, and recorded. Each is made whole or not at all, and ends with the
 * files and HAProxy changed and read back.
 *
 * Besides the codes of each, all throw ValidationError for inputs that are not valid; LoadBalancerError `HAPROXY_UNREACHABLE`,
 * `MAP_NOT_FOUND`, `MAP_AMBIGUOUS`, `NOT_APPLIED`, `CANCELLED`, `OUTCOME_UNKNOWN` and `STATE_TOO_SMALL`; StoreError.
 */
export interface Changes {
  /**
   * Routes a domain and its aliases to the lowest free pool, with its servers, all or none.
   *
   * @throws LoadBalancerError `DOMAIN_EXISTS`, `ORPHANED`, `UNCERTAIN`, `NO_FREE_POOL`, `REFUSED_SERVER`, `NO_FREE_SLOT`, `SLOT_TAKEN`,
   *   `SLOT_OUT_OF_RANGE`; with `aliasOf` `DOMAIN_NOT_FOUND`, `ALIAS_WITH_SERVERS`. Its field names the input at fault: `servers[2].ip`,
   *   `aliases[0]`
   */
  addDomain(input: AddDomainInput, options?: OperationOptions): Promise<AddedDomain>;
  /**
   * Stops routing a domain; empties its pool when no other name uses it. Of a name without a line, the records are deleted.
   *
   * @throws LoadBalancerError `DOMAIN_NOT_FOUND`, `UNCERTAIN`
   */
  removeDomain(
    input: RemoveDomainInput,
    options?: WaitDrainOptions,
  ): Promise<RemovedDomain & Pick<Aftermath, "sessions">>;
  /**
   * Puts a server into a slot of the domain's pool; it takes traffic at once. One that is there already is left as it is.
   *
   * @throws LoadBalancerError `DOMAIN_NOT_FOUND`, `UNCERTAIN`, `REFUSED_SERVER`, `NO_FREE_SLOT`, `SLOT_TAKEN`, `SLOT_OUT_OF_RANGE`
   */
  addServer(input: AddServerInput, options?: OperationOptions): Promise<AddedServer>;
  /**
   * Sets a server to maintenance, then empties its slot. Returns the removed server.
   *
   * @throws LoadBalancerError `DOMAIN_NOT_FOUND`, `UNCERTAIN`, `SLOT_EMPTY`, `SLOT_OUT_OF_RANGE`
   */
  removeServer(input: RemoveServerInput, options?: WaitDrainOptions): Promise<ChangedServer & Aftermath>;
  /**
   * Adds several servers to a domain, all or none. One that is there already, equal in all its values, is left as it is.
   *
   * @throws LoadBalancerError as {@link addServer}; its field names the one at fault: `servers[2].ip`
   */
  addServers(input: AddServersInput, options?: OperationOptions): Promise<AddedServers>;
  /**
   * Sets a server's state, in the files and in HAProxy.
   *
   * @throws LoadBalancerError `DOMAIN_NOT_FOUND`, `UNCERTAIN`, `SLOT_EMPTY`, `SLOT_OUT_OF_RANGE`
   */
  setServerState(input: SetServerStateInput, options?: OperationOptions): Promise<SetServer & Aftermath>;
  /**
   * Sets a server's weight, in the files and in HAProxy.
   *
   * @throws LoadBalancerError `DOMAIN_NOT_FOUND`, `UNCERTAIN`, `SLOT_EMPTY`, `SLOT_OUT_OF_RANGE`
   */
  setServerWeight(input: SetServerWeightInput, options?: OperationOptions): Promise<SetServer & Aftermath>;
  /**
   * Sets the state of all servers of a domain, in the files and in HAProxy, all or none.
   *
   * @throws LoadBalancerError `DOMAIN_NOT_FOUND`, `UNCERTAIN`
   */
  setDomainState(input: SetDomainStateInput, options?: OperationOptions): Promise<ChangedServers & Aftermath>;
  /**
   * Replaces servers of a domain with no failed request: adds the new ones drained, so that HAProxy checks them and sends them nothing;
   * when all that the domain gets are checked healthy, those that it had before too, gives them the traffic and drains the old ones;
   * removes those at last. When it fails or its caller cancels, everything is put back as it was; until the switch the old ones take
   * all traffic. Killed in the middle, or after `OUTCOME_UNKNOWN`, it can be made again.
   *
   * @throws LoadBalancerError `DOMAIN_NOT_FOUND`, `UNCERTAIN`, `REFUSED_SERVER`, `NO_FREE_SLOT`, `SLOT_EMPTY`, `SLOT_OUT_OF_RANGE`; `NOT_HEALTHY`
   *   for servers that are not checked healthy in time
   */
  replaceServers(input: ReplaceServersInput, options?: ReplaceServersOptions): Promise<ReplacedServers>;
  /**
   * Sets the state of all selected servers, in any domain, all or none. Once it is set, failing to wait fails nothing.
   *
   * @throws ValidationError where nothing is selected by; LoadBalancerError `DOMAIN_NOT_FOUND`, `UNCERTAIN`
   */
  setServersState(input: SetServersStateInput, options?: WaitDrainOptions): Promise<SetServersState>;
  /**
   * Makes the desired state have these domains with these servers in these slots, in one change. Which pool they get is open. Domains
   * that are not given stay as they are, or are removed.
   *
   * @throws LoadBalancerError `DOMAIN_EXISTS`, `ORPHANED`, `UNCERTAIN`, `NO_FREE_POOL`, `REFUSED_SERVER`, `SLOT_TAKEN`, `SLOT_OUT_OF_RANGE`.
   *   Its field names the input at fault: `pools[2].servers[0].ip`
   */
  importState(input: ImportStateInput, options?: OperationOptions): Promise<ImportedState>;
  /**
   * Undoes a change: brings back the names, addresses, weights and states that it changed. It is a change itself, which can be undone.
   *
   * @throws LoadBalancerError `CHANGED_SINCE` when something newer changed the same names or slots; `UNCERTAIN`, `DOMAIN_EXISTS`, `ORPHANED`,
   *   `NO_FREE_POOL`, `REFUSED_SERVER`, `SLOT_TAKEN`, `SLOT_OUT_OF_RANGE`; ValidationError for what is no difference
   */
  undo(input: UndoInput, options?: OperationOptions): Promise<Undone>;
}
