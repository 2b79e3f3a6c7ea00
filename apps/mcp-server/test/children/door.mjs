// `systemctl` or `podman` for the service: passes its arguments through the socket named by DOOR.
import { connect } from "node:net";
import { text } from "node:stream/consumers";

const socket = connect(process.env["DOOR"] ?? "");
socket.write(`${JSON.stringify(process.argv.slice(2))}\n`);
const { code, stdout, stderr } = JSON.parse(await text(socket));
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = code;
