// @ts-nocheck: the types of a browser would be those of every program here
// What a page of another site tries: no function uses another.

/** Sends a form, as text that reads as JSON, into a frame. */
export function postForm({ action, name, value }) {
  const frame = document.createElement("iframe");
  frame.name = "target";
  const form = document.createElement("form");
  Object.assign(form, { action, method: "post", enctype: "text/plain", target: "target" });
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name, value });
  form.append(field);
  document.body.append(frame, form);
  form.submit();
}

/** @returns what fetch gave: a status, `opaque`, or `refused` */
export async function tryFetch({ url, options }) {
  try {
    const response = await fetch(url, { credentials: "include", ...options });
    return response.type === "opaque" ? "opaque" : String(response.status);
  } catch {
    return "refused";
  }
}

/** @returns what came over a stream of events: `open` or `refused` */
export function tryStream(url) {
  return new Promise((resolve) => {
    const source = new EventSource(url, { withCredentials: true });
    source.onopen = () => resolve("open");
    source.onerror = () => resolve("refused");
  });
}

/** Shows an address in a frame. */
export async function frame(url) {
  const element = document.createElement("iframe");
  const loaded = new Promise((resolve) => {
    element.onload = resolve;
  });
  element.src = url;
  document.body.append(element);
  await loaded;
}
