import { driverContract } from "./driver-contract.js";
import { ACME_SH } from "./drivers.js";

for (const name of ACME_SH) driverContract(name);
