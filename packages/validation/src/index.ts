// The whole public surface. What is not named here is free to change.
export {
  type Domain,
  type DomainPattern,
  domainPatternSchema,
  domainSchema,
  isWildcard,
  parseDomain,
  parseDomainPattern,
  type Wildcard,
} from "./domain.js";
export { ValidationError, type ValidationErrorCode } from "./errors.js";
export {
  type FormFields,
  type FormMessages,
  type FormResult,
  numberFromText,
  parseForm,
  serverSchema,
} from "./form.js";
export { formatEndpoint, type IpAddress, ipAddressSchema, parseIpAddress } from "./ip-address.js";
export { parse } from "./parse.js";
export {
  DEFAULT_PORT,
  DEFAULT_STATE,
  DEFAULT_WEIGHT,
  type Port,
  portSchema,
  type ServerState,
  SLOT_LIMIT,
  type Slot,
  serverStateSchema,
  slotSchema,
  WEIGHT_LIMIT,
  type Weight,
  weightSchema,
} from "./server-fields.js";
