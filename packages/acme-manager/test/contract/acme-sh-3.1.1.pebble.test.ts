import { driverContract } from "./driver-contract.js";

driverContract("acme.sh 3.1.1");
