import { driverContract } from "./driver-contract.js";

driverContract("embedded");
