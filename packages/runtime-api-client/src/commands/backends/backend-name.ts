import { unsafe } from "../../arguments.js";
import { line } from "../../line.js";

/** A backend's name as one word. @throws RuntimeApiError `UNSAFE_ARGUMENT` */
export function backendName(name: string): string {
  const text = line`${name}`;
  if (!text.includes("/")) return text;
  throw unsafe(`a backend's name must not contain a slash: ${JSON.stringify(name)}`);
}
